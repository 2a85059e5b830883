package dev.penstock.admin;

import java.io.IOException;

/** Answers one kind of management request. Runs on a virtual thread of its own and may block. */
public interface Handler {
    Answer answer(ApiCall call) throws IOException;
}
