package dev.penstock.identity;

/** HMAC-SHA-256 under a key that only this installation has. */
public interface TokenMac {
    byte[] of(String token);
}
