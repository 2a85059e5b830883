package dev.penstock.provider.googlevertexai;

import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.provider.AccessToken;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.SecretText;
import dev.penstock.provider.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Buys access tokens with a service account's key: an assertion signed with RS256 for an access token ("Using OAuth 2.0
 * for Server to Server Applications", Google; RFC 7523). Only Google's own token service is asked, whatever the file says.
 */
final class ServiceAccount implements KeyUse.Minting {
    static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

    private static final String SHAPE = "the JSON file Google issues for a key of a service account";
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final long LIFETIME_SECONDS = 3600;
    private static final long LONGEST_SECONDS = 86_400;
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

    static Optional<String> problem(Secret secret) {
        Optional<JsonTree> tree = SecretText.object(secret);
        if (tree.isEmpty()) {
            return Optional.of("The secret is no JSON object; give " + SHAPE);
        }
        if (tree.get().at("client_email").text().isEmpty()
                || tree.get().at("private_key").text().isEmpty()) {
            return Optional.of("The secret has no 'client_email' or no 'private_key'; give " + SHAPE);
        }
        if (tree.get()
                .at("token_uri")
                .text()
                .filter(uri -> !uri.equals(TOKEN_URI))
                .isPresent()) {
            return Optional.of("Its 'token_uri' is not " + TOKEN_URI + "; a key is sent nowhere else");
        }
        return privateKey(tree.get().at("private_key").text().orElse("")).isEmpty()
                ? Optional.of("Its 'private_key' is no RSA key in PKCS #8; give " + SHAPE)
                : Optional.empty();
    }

    @Override
    public TokenRequest ask(Secret secret, Instant now) {
        PrivateKey key = privateKey(SecretText.member(secret, "private_key"))
                .orElseThrow(() -> SecretText.unusable("its 'private_key' is no RSA key in PKCS #8"));
        String issuer = SecretText.member(secret, "client_email");
        Optional<String> id = SecretText.object(secret)
                .flatMap(tree -> tree.at("private_key_id").text());
        JsonText header = id.map(kid -> JsonText.object("alg", "RS256", "typ", "JWT", "kid", kid))
                .orElseGet(() -> JsonText.object("alg", "RS256", "typ", "JWT"));
        long issued = now.getEpochSecond();
        JsonText claims = JsonText.object(
                "iss", issuer, "scope", SCOPE, "aud", TOKEN_URI, "iat", issued, "exp", issued + LIFETIME_SECONDS);
        String signed = base64(bytes(header.text())) + "." + base64(bytes(claims.text()));
        String form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + signed + "."
                + base64(sign(key, signed));
        Headers headers =
                Headers.of("content-type", "application/x-www-form-urlencoded", "accept-encoding", "identity");
        return new TokenRequest(TOKEN_URI, headers, bytes(form));
    }

    @Override
    public AccessToken read(int status, byte[] answer, Instant now) {
        try {
            JsonTree tree = JsonTree.read(answer);
            if (status != 200) {
                throw refused(status, tree.at("error").text().filter(ERROR.asMatchPredicate()));
            }
            String token = tree.at("access_token").text().orElse("");
            long seconds = Math.min(tree.at("expires_in").whole().orElse(0), LONGEST_SECONDS);
            if (SecretText.keyProblem(new Secret(token)).isPresent() || seconds <= 0) {
                throw refused(status, Optional.of("no usable token in the answer"));
            }
            return new AccessToken(new Secret(token), now.plusSeconds(seconds));
        } catch (JsonMalformed malformed) {
            throw refused(status, Optional.empty());
        }
    }

    private static RuntimeException refused(int status, Optional<String> why) {
        String reason = why.map(text -> " (" + text + ")").orElse("");
        return Refusal.of(
                        502,
                        Codes.PROVIDER_FAILED,
                        "Google's token service answered " + status + reason + " to the stored service account; check"
                                + " that the account and its key exist")
                .thrown();
    }

    private static Optional<PrivateKey> privateKey(String pem) {
        String body = pem.replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s", "");
        try {
            byte[] der = Base64.getDecoder().decode(body);
            return Optional.of(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (IllegalArgumentException | GeneralSecurityException notOne) {
            return Optional.empty();
        }
    }

    private static byte[] sign(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(bytes(text));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw SecretText.unusable("its 'private_key' cannot sign");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
