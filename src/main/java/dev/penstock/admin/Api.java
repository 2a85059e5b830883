package dev.penstock.admin;

import dev.penstock.call.Scope;
import dev.penstock.control.AuditUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management API without its wire: who asks, what for, may they, and what is answered. */
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private static final Holder NOBODY =
            new Holder("nobody", "nobody", Role.VIEWER, new Reach.Gateway(new Scope("", "")));

    private final List<Endpoint> endpoints;
    private final Router router;
    private final Doorkeeper doorkeeper;
    private final Directory directory;

    private final FailedEntries failures;

    /** @param failures bounds how often somebody may come with tokens that nobody has */
    public Api(List<Endpoint> endpoints, Doorkeeper doorkeeper, Directory directory, FailedEntries failures) {
        this.endpoints = List.copyOf(endpoints);
        this.router = new Router(endpoints);
        this.doorkeeper = doorkeeper;
        this.directory = directory;
        this.failures = failures;
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** What may go on: everything about the caller and the path is decided. */
    record Admitted(Endpoint endpoint, Holder holder, Map<String, String> parts) {}

    /**
     * Decides who may go on. Does not block.
     *
     * @param token what the request shows, if it shows one
     * @param address whom it comes from
     * @throws ApiRefused 401, 403, 404, 405 or 429
     */
    Admitted admit(String method, List<String> segments, Optional<String> token, String address) {
        doorkeeper.shut().ifPresent(why -> {
            throw ApiRefused.of(403, Problem.of(9109, why));
        });
        Router.Found found = router.find(method, segments);
        if (found instanceof Router.Found.Match match
                && match.endpoint().access().level() == Level.OPEN) {
            return new Admitted(match.endpoint(), NOBODY, match.parts());
        }
        Holder holder = holder(token, address);
        return switch (found) {
            case Router.Found.Nothing ignored -> throw ApiRefused.absent();
            case Router.Found.OtherMethod other ->
                throw ApiRefused.of(
                        405, Problem.of(7003, "This path takes " + String.join(", ", other.allowed()) + " only"));
            case Router.Found.Match match -> allowed(holder, match);
        };
    }

    /** A good token always comes in, whoever else fails from the same address; a failure costs the one who fails. */
    private Holder holder(Optional<String> token, String address) {
        Optional<String> shaped = token.filter(text -> doorkeeper.shape(text) == Doorkeeper.Shape.TOKEN);
        Optional<Holder> holder = shaped.flatMap(doorkeeper::holder);
        if (holder.isEmpty() && shaped.isPresent() && !failures.mayFail(address)) {
            throw ApiRefused.of(429, Problem.of(10429, "Too many unknown tokens; try again in a second"))
                    .retryAfter(1);
        }
        return holder.orElseThrow(() -> ApiRefused.of(401, Problem.of(10000, "Authentication error")));
    }

    /** Whether this token may read what concerns the whole installation. */
    boolean mayReadInstallation(Optional<String> token, String address) {
        Access access = new Access(Level.INSTALLATION, Role.VIEWER);
        return doorkeeper.shut().isEmpty()
                && Authorizer.decide(holder(token, address), access, "", "") == Authorizer.Verdict.ALLOWED;
    }

    private Admitted allowed(Holder holder, Router.Found.Match match) {
        String account = match.parts().getOrDefault("account_id", "");
        String gateway = match.parts().getOrDefault("gateway_id", "");
        Authorizer.Verdict verdict = Authorizer.decide(holder, match.endpoint().access(), account, gateway);
        boolean exists = (account.isEmpty() || directory.hasAccount(account))
                && (gateway.isEmpty() || directory.hasGateway(new Scope(account, gateway)));
        if (verdict == Authorizer.Verdict.ABSENT || !exists) {
            throw ApiRefused.absent();
        }
        if (verdict == Authorizer.Verdict.FORBIDDEN) {
            throw ApiRefused.of(403, Problem.of(9109, forbidden(match.endpoint().access())));
        }
        return new Admitted(match.endpoint(), holder, match.parts());
    }

    private static String forbidden(Access access) {
        String over = switch (access.level()) {
            case INSTALLATION -> " over the whole installation";
            case ACCOUNT -> " over the whole account";
            case OPEN, HOLDER, ACCOUNT_PART, GATEWAY -> "";
        };
        return "This token may not do that; it takes the role "
                + access.role().name().toLowerCase(Locale.ROOT) + over;
    }

    /** Blocks: runs on a virtual thread. Whatever happens, there is an answer. */
    Answer answer(Admitted admitted, Query query, byte[] body) {
        try {
            return admitted.endpoint().handler().answer(new ApiCall(admitted.holder(), admitted.parts(), query, body));
        } catch (ApiRefused refused) {
            return Answer.of(refused);
        } catch (AuditUnavailable unwritable) {
            LOG.error("{} refused: the audit trail cannot be written", admitted.endpoint(), unwritable.getCause());
            return Answer.refused(
                    503,
                    List.of(Problem.of(
                            7013, "The audit trail cannot be written, so nothing was changed; see the gateway's log")));
        } catch (IOException failure) {
            LOG.error("{} failed: {}", admitted.endpoint(), failure.getMessage());
            return Answer.refused(503, List.of(Problem.of(7013, "The store cannot answer now; try again")));
        } catch (RuntimeException failure) {
            LOG.error("{} failed inside the gateway", admitted.endpoint(), withoutWords(failure));
            return Answer.refused(500, List.of(Problem.of(7000, "The gateway failed; see its log")));
        }
    }

    /** Where it happened, without the message: messages of exceptions quote what they choked on. */
    private static Throwable withoutWords(Throwable cause) {
        Throwable shown = new IllegalStateException(cause.getClass().getName());
        shown.setStackTrace(cause.getStackTrace());
        return shown;
    }
}
