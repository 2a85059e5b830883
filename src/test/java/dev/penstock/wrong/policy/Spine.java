package dev.penstock.wrong.policy;

import dev.penstock.wrong.app.Start;
import dev.penstock.wrong.pipeline.Line;

/** Breaks: a stage imports the spine and app. */
record Spine(Line line, Start start) {}
