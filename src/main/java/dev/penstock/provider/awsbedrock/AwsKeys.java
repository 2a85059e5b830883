package dev.penstock.provider.awsbedrock;

import dev.penstock.call.Headers;
import dev.penstock.call.Secret;
import dev.penstock.json.JsonTree;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.KeyedCall;
import dev.penstock.provider.SecretText;
import java.time.Instant;
import java.util.Optional;

/**
 * The two keys Bedrock knows: an AWS access key, kept as the object Cloudflare keeps it as, which signs each request; and
 * a Bedrock API key, kept as plain text, which is sent.
 */
final class AwsKeys {
    private static final String SHAPE = "{\"accessKeyId\":\"…\",\"secretAccessKey\":\"…\"}, with \"sessionToken\" and"
            + " \"region\" where there are any, or as a Bedrock API key in plain text";
    private static final AuthSlot MANTLE = AuthSlot.header("x-api-key");

    private AwsKeys() {}

    static Keyed key(KeyedCall call, Secret secret, Instant now) {
        Target target = Target.of(call.rest());
        if (!SecretText.isObject(secret)) {
            return Keyed.in(isMessages(target) ? MANTLE : AuthSlot.BEARER, secret.reveal(), call);
        }
        SigV4 signer = new SigV4(credentials(secret), target.region(), target.signingName());
        AwsUri uri = AwsUri.of(call.path(), call.query());
        Headers signature =
                signer.sign(call.method(), call.origin().authority(), uri, call.headers(), call.body(), now);
        return new Keyed(signature, uri.target());
    }

    /** Mantle takes the key of each API where that API's own clients put it. */
    private static boolean isMessages(Target target) {
        return target.isMantle() && target.path().startsWith("anthropic/");
    }

    static Optional<String> problem(Secret secret) {
        if (!SecretText.isObject(secret)) {
            return SecretText.keyProblem(secret);
        }
        return SecretText.membersProblem(secret, SHAPE, "accessKeyId", "secretAccessKey")
                .or(() -> optional(secret, "sessionToken"))
                .or(() -> optional(secret, "region"));
    }

    private static Optional<String> optional(Secret secret, String name) {
        boolean isThere =
                SecretText.object(secret).map(tree -> !tree.at(name).isAbsent()).orElse(false);
        return isThere ? SecretText.membersProblem(secret, SHAPE, name) : Optional.empty();
    }

    private static SigV4.Credentials credentials(Secret secret) {
        Optional<String> session = SecretText.object(secret)
                .map(tree -> tree.at("sessionToken"))
                .flatMap(JsonTree::text)
                .filter(token -> !token.isEmpty());
        return new SigV4.Credentials(
                SecretText.member(secret, "accessKeyId"),
                new Secret(SecretText.member(secret, "secretAccessKey")),
                session.map(Secret::new));
    }
}
