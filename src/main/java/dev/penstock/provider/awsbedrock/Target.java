package dev.penstock.provider.awsbedrock;

import dev.penstock.provider.Cut;
import dev.penstock.provider.HostName;
import dev.penstock.provider.SafePath;

/**
 * The AWS service and region a call is for. Their names make the host; they are also the scope of a signature.
 *
 * @param path what AWS sees, without a leading slash, as it came
 */
record Target(String service, String region, String path) {
    static Target of(String rest) {
        Cut service = Cut.of(rest);
        Cut region = Cut.of(service.rest());
        return new Target(service.first(), HostName.label(region.first(), "AWS region"), region.rest());
    }

    boolean isMantle() {
        return service.equals("bedrock-mantle");
    }

    /** The service in a signature's scope; the runtime's has not its host's name. */
    String signingName() {
        return isMantle() ? "bedrock-mantle" : "bedrock";
    }

    String host() {
        return switch (service) {
            case "bedrock-runtime" -> "bedrock-runtime." + region + ".amazonaws.com";
            case "bedrock-mantle" -> "bedrock-mantle." + region + ".api.aws";
            default ->
                throw SafePath.refused(
                        "A Bedrock path must begin with bedrock-runtime/{region}/ or bedrock-mantle/{region}/");
        };
    }
}
