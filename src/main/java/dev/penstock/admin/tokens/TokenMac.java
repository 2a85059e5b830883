package dev.penstock.admin.tokens;

/** HMAC-SHA-256 under a key that only this installation has. */
public interface TokenMac {
    byte[] of(String token);
}
