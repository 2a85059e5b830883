package dev.penstock.config;

import java.time.Duration;

/**
 * Taking up streams again that a client has lost.
 *
 * @param keep how long a stream that was asked for with cf-aig-resume is kept for that; 330s
 */
public record ResumeSettings(Duration keep) {}
