package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.RawResponse;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose answers are whose: each answer's nonce belongs to whom it was given first, and whatever the cache says of a call was
 * true for its own tenant alone. For many threads.
 */
final class Provenance {
    private static final Pattern NONCE = Pattern.compile("Answer (n[0-9]+) to (\\S+) by (\\S+) at (\\S+) ");

    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Set<String> brought = ConcurrentHashMap.newKeySet();
    final Queue<String> foreign = new ConcurrentLinkedQueue<>();
    final AtomicInteger reused = new AtomicInteger();
    final AtomicInteger calls = new AtomicInteger();

    /** The words of an answer that tell what it was made for. */
    static String words(int nonce, String prompt, String credential, String path) {
        return "n" + nonce + " to " + prompt + " by " + credential + " at " + path + " ";
    }

    /**
     * @param tenant who may share answers
     * @param question what may be answered by one answer
     * @param prompt what the answer must be to; empty where a key of its own stands for it
     */
    void seen(String tenant, String question, String prompt, String credential, RawResponse response) {
        calls.incrementAndGet();
        Matcher words = NONCE.matcher(response.text());
        if (response.status() != 200 || !words.find()) {
            foreign.add(tenant + " was told " + response);
            return;
        }
        String owner = owners.putIfAbsent(words.group(1), tenant + " " + question);
        boolean isOwn = owner == null || owner.equals(tenant + " " + question);
        boolean isTo = prompt.isEmpty() || words.group(2).equals(prompt);
        if (!isOwn || !isTo || !words.group(3).equals(credential)) {
            foreign.add(tenant + " asked " + question + " and got " + words.group() + " of " + owner);
        }
        wanted.add(tenant + " " + question);
        boolean isMiss = CachedShop.status(response).equals("MISS")
                && response.header("cf-aig-coalesced").isEmpty();
        if (isMiss && response.header("age").isEmpty()) {
            brought.add(tenant + " " + question);
        } else {
            reused.incrementAndGet();
        }
    }

    /** Nobody had what is another's, and for each tenant each question was once a miss: no header told that another had asked it. */
    void isPure() {
        assertThat(foreign).isEmpty();
        assertThat(brought).isEqualTo(wanted);
    }
}
