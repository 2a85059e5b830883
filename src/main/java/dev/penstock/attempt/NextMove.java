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
            case Reply.Answered answered -> after(answered.status(), another);
            case Reply.Shared shared -> after(shared.status(), another);
            case Reply.NotAnswered nothing -> another ? FALL_BACK : GIVE_UP;
        };
    }

    private static NextMove after(int status, boolean another) {
        boolean fine = status >= 200 && status < 300;
        return fine || !another ? DELIVER : FALL_BACK;
    }
}
