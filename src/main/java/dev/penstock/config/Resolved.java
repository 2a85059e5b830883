package dev.penstock.config;

/**
 * What a key came to, and why.
 *
 * @param path as in messages: "limits.body_bytes"
 * @param value as the file would give it; ••• where it may be a secret
 * @param origin "penstock.yaml line 3", "PENSTOCK_PORT", "--port" or "default"
 */
public record Resolved(String path, String value, String origin) {}
