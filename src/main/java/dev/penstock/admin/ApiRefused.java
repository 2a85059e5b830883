package dev.penstock.admin;

import java.util.List;

/** Ends a management request with an error. */
public final class ApiRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfterSeconds;
    private final transient List<Problem> problems;

    private ApiRefused(int status, List<Problem> problems) {
        this(status, problems, 0);
    }

    private ApiRefused(int status, List<Problem> problems, int retryAfterSeconds) {
        super("management request refused with " + status, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
        this.problems = List.copyOf(problems);
    }

    public static ApiRefused of(int status, Problem problem) {
        return new ApiRefused(status, List.of(problem));
    }

    /** 400 with everything that is wrong. */
    public static ApiRefused invalid(List<Problem> problems) {
        return new ApiRefused(400, problems);
    }

    public static ApiRefused invalid(Problem problem) {
        return invalid(List.of(problem));
    }

    /** 409 with everything that stands in the way. */
    public static ApiRefused conflict(List<Problem> problems) {
        return new ApiRefused(409, problems);
    }

    /** The one answer for whatever does not exist, or is not the caller's. */
    public static ApiRefused absent() {
        return of(404, Problem.of(7002, "Not found"));
    }

    /** The object stands in the configuration file and can be changed only there. */
    public static ApiRefused declared(String what) {
        return of(
                409,
                Problem.of(
                        7009,
                        what
                                + " is declared in penstock.yaml and is read-only here; change it there, or remove it there"
                                + " and make it here"));
    }

    /** The same, saying when to come again. */
    ApiRefused retryAfter(int seconds) {
        return new ApiRefused(status, problems, seconds);
    }

    /** 0 where nothing is said about it. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    int status() {
        return status;
    }

    List<Problem> problems() {
        return problems;
    }
}
