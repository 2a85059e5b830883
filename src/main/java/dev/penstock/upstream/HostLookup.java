package dev.penstock.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for the addresses of a name. May block; it is called on threads that may. */
public interface HostLookup {
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
