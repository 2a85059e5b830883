package dev.penstock.attempt;

import dev.penstock.upstream.Reply;

/** What follows a reply. */
enum NextMove {
    /** This is the answer. */
    DELIVER,
    /** Try the next target. */
    FALL_BACK,
    /** No target is left. */
    GIVE_UP;

    /** A target failed if it could not be reached, was too late, or answered with anything but 2xx. */
    static NextMove after(Reply reply, boolean another) {
        return switch (reply) {
            case Reply.Answered answered -> {
                boolean fine = answered.status() >= 200 && answered.status() < 300;
                yield fine || !another ? DELIVER : FALL_BACK;
            }
            case Reply.NotAnswered nothing -> another ? FALL_BACK : GIVE_UP;
        };
    }
}
