package dev.penstock.wrong.call;

import io.vertx.core.Future;

/** Breaks: call imports a library. */
record Waiting(Future<String> future) {}
