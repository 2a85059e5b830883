package dev.penstock.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * Writes the frames of one answer at a human pace; waits while the client does not read, stops when it is gone.
 * Owned by the event loop of its connection.
 */
final class Playback {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Iterator<Frame> frames;
    private final Duration pace;
    private boolean gone;

    private Playback(Vertx vertx, HttpServerResponse response, List<Frame> frames, Duration pace) {
        this.vertx = vertx;
        this.response = response;
        this.frames = frames.iterator();
        this.pace = pace;
    }

    static void start(Vertx vertx, HttpServerResponse response, List<Frame> frames, Duration pace) {
        Playback playback = new Playback(vertx, response, frames, pace);
        response.closeHandler(closed -> playback.gone = true);
        response.exceptionHandler(broken -> playback.gone = true);
        playback.next();
    }

    private void next() {
        while (frames.hasNext() && !gone) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> next());
                return;
            }
            Frame frame = frames.next();
            long wait = pace.multipliedBy(frame.pauses()).toMillis();
            if (wait > 0) {
                vertx.setTimer(wait, fired -> write(frame));
                return;
            }
            response.write(frame.bytes());
        }
        end();
    }

    private void write(Frame frame) {
        if (!gone) {
            response.write(frame.bytes());
            next();
        }
    }

    private void end() {
        if (!gone && !response.ended()) {
            response.end();
        }
    }
}
