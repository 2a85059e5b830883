package dev.penstock.app;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the one program an operator may name: it writes a master key to its standard output. Without a shell, within a
 * time, up to a size. What it writes to its standard error is never shown, because it may speak of the key.
 */
final class KeyCommand {
    private static final int MOST_BYTES = 64 * 1024;

    private final Duration within;

    KeyCommand(Duration within) {
        this.within = within;
    }

    /** What it wrote; refuses with the end of a sentence that begins with the program's name. */
    byte[] output(List<String> words) throws KeyUnusable, InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        Process process = start(words);
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread.ofVirtual().name("key-command").start(() -> read(process, output));
        try {
            byte[] bytes = output.get(within.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > MOST_BYTES) {
                throw new KeyUnusable("wrote more than " + MOST_BYTES + " bytes; it must write the key alone");
            }
            if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            if (process.exitValue() != 0) {
                throw new KeyUnusable(
                        "ended with exit code " + process.exitValue() + "; run it by hand to see what it says");
            }
            return bytes;
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            throw new KeyUnusable("could not be read from");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private KeyUnusable late() {
        return new KeyUnusable(
                "did not end within " + within.toSeconds() + "s; it must write the key and end, and ask nothing");
    }

    private static Process start(List<String> words) throws KeyUnusable {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            // Without the cause, which repeats the command.
            throw new KeyUnusable("cannot be started; give the full path of a program this user may run");
        }
    }

    private static void read(Process process, CompletableFuture<byte[]> output) {
        try (InputStream stream = process.getInputStream()) {
            output.complete(stream.readNBytes(MOST_BYTES + 1));
        } catch (IOException e) {
            output.completeExceptionally(e);
        }
    }

    /** The program, which is no secret; its arguments may be. */
    static String shown(List<String> words) {
        return Optional.of(words.getFirst())
                .filter(word -> word.length() <= 200)
                .orElse("…");
    }
}
