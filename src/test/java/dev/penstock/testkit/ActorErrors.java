package dev.penstock.testkit;

/** Errors in the shapes in which providers were recorded to give them. */
enum ActorErrors {
    OPENAI {
        @Override
        Script of(int status, String message) {
            String code = switch (status) {
                case 401 -> "invalid_api_key";
                case 404 -> "model_not_found";
                case 429 -> "rate_limit_exceeded";
                default -> status < 500 ? "invalid_value" : "server_error";
            };
            String type = switch (status) {
                case 429 -> "requests";
                default -> status < 500 ? "invalid_request_error" : "server_error";
            };
            Object error = Json.object("message", message, "type", type, "param", null, "code", code);
            return answer(status, Json.object("error", error)).header("x-request-id", "req_0123456789abcdef");
        }
    },
    ANTHROPIC {
        @Override
        Script of(int status, String message) {
            String type = switch (status) {
                case 401 -> "authentication_error";
                case 404 -> "not_found_error";
                case 429 -> "rate_limit_error";
                case 529 -> "overloaded_error";
                default -> status < 500 ? "invalid_request_error" : "api_error";
            };
            Object error = Json.object("type", type, "message", message);
            return answer(status, Json.object("type", "error", "error", error, "request_id", "req_0123456789abcdef"))
                    .header("request-id", "req_0123456789abcdef");
        }
    },
    GEMINI {
        @Override
        Script of(int status, String message) {
            String name = switch (status) {
                case 400 -> "INVALID_ARGUMENT";
                case 401 -> "UNAUTHENTICATED";
                case 403 -> "PERMISSION_DENIED";
                case 404 -> "NOT_FOUND";
                case 429 -> "RESOURCE_EXHAUSTED";
                case 500 -> "INTERNAL";
                default -> "UNAVAILABLE";
            };
            return answer(
                    status, Json.object("error", Json.object("code", status, "message", message, "status", name)));
        }
    },
    BEDROCK {
        @Override
        Script of(int status, String message) {
            String type = switch (status) {
                case 401, 403 -> "AccessDeniedException";
                case 404 -> "ResourceNotFoundException";
                case 429 -> "ThrottlingException";
                default -> status < 500 ? "ValidationException" : "InternalServerException";
            };
            return answer(status, Json.object("message", message))
                    .header("x-amzn-errortype", type + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
        }
    },
    COHERE {
        @Override
        Script of(int status, String message) {
            return answer(status, Json.object("id", "b7b2d6c6-7f0c-4a4e-9d52-0123456789ab", "message", message));
        }
    },
    OLLAMA {
        @Override
        Script of(int status, String message) {
            return answer(status, Json.object("error", message));
        }
    };

    abstract Script of(int status, String message);

    private static Script answer(int status, Object body) {
        Script script = Script.json(status, Json.text(body));
        return status == 429 || status == 529 ? script.header("retry-after", "1") : script;
    }
}
