package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;

/** How AWS names what went wrong in an event stream: by exception types, or by error codes. */
final class AwsErrors {
    private AwsErrors() {}

    static boolean isError(String type) {
        return type.endsWith("Exception") || type.endsWith("Error") || type.equals("error");
    }

    /** The error whose {message} is at hand. */
    static String told(String type, JsonCursor json) {
        String told = ErrorText.read(json);
        return told == null ? type : type + ": " + told;
    }
}
