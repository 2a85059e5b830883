package dev.penstock.upstream;

import dev.penstock.call.Failure;
import dev.penstock.call.Origin;
import dev.penstock.egress.EgressGuard;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses a guarded call may connect to: resolved once, every one of them judged. One that is not allowed refuses
 * the call, because whoever answers for the name would otherwise choose which of them is connected to.
 */
final class Checked {
    private static final Logger LOG = LoggerFactory.getLogger(Checked.class);
    private static final int MOST = 4;

    private Checked() {}

    /** The addresses as text, so that nobody looks a name up again. */
    static Future<List<SocketAddress>> of(Names names, Origin origin, EgressGuard guard) {
        return EgressGuard.literal(origin)
                .map(address -> Future.succeededFuture(new Names.Found(List.of(address))))
                .orElseGet(() -> names.find(origin.host()))
                .compose(found -> judged(found, origin, guard));
    }

    /** Thrown nowhere: it carries a failure through a future. */
    static final class NotAllowed extends Exception {
        private static final long serialVersionUID = 1;

        NotAllowed() {
            super("An address is not allowed", null, false, false);
        }

        Failure failure() {
            return new Failure.NotAllowed("the host's address is in no range that 'egress.allow' covers");
        }
    }

    private static Future<List<SocketAddress>> judged(Names.Found found, Origin origin, EgressGuard guard) {
        for (InetAddress address : found.addresses()) {
            if (!guard.allows(address, origin.tls())) {
                report(found, origin, address);
                return Future.failedFuture(new NotAllowed());
            }
        }
        return Future.succeededFuture(found.addresses().stream()
                .limit(MOST)
                .map(address -> SocketAddress.inetSocketAddress(origin.port(), literal(address)))
                .toList());
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    /** For the operator only: callers are not told what inner names come to. */
    private static void report(Names.Found found, Origin origin, InetAddress address) {
        if (found.isNews()) {
            LOG.warn(
                    "Not connected to {}: its address is {}; add its range to 'egress.allow' if it may be called",
                    origin,
                    EgressGuard.described(address));
        }
    }
}
