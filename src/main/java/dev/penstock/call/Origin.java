package dev.penstock.call;

/** Where bytes are sent: one host, one port, in clear or by TLS. Credentials belong to exactly one origin. */
public record Origin(boolean tls, String host, int port) {
    /** host, or host:port where the port is not the scheme's own: the value of a Host header. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority();
    }
}
