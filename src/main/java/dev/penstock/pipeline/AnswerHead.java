package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import java.util.Optional;

/** The header fields of an answer: the provider's that pass, then ours. */
final class AnswerHead {
    private AnswerHead() {}

    /**
     * A provider's answer.
     *
     * @param unpacked whether the body is delivered unpacked, so that its content-encoding no longer holds
     */
    static Headers of(CallScope scope, Headers provider, boolean unpacked) {
        Headers.Builder head = HeaderRules.back(provider, name -> unpacked && name.equals("content-encoding"));
        own(scope).forEach(head::add);
        return head.build();
    }

    /** On an answer that came with another head: of that only the type of its content holds for this one, too. */
    static Headers fresh(CallScope scope, String contentType) {
        Headers.Builder head = Headers.builder();
        if (!contentType.isEmpty()) {
            head.add("content-type", contentType);
        }
        own(scope).forEach(head::add);
        return head.build();
    }

    /** On a refusal of ours. */
    static Headers refused(CallScope scope) {
        Headers.Builder head = Headers.builder();
        own(scope).forEach(head::add);
        LimitHeaders.add(scope, head);
        return head.build();
    }

    /** Ours alone, as on answers the gateway itself gives. */
    static Headers own(CallScope scope) {
        Headers.Builder head = Headers.builder();
        CallOptions options = scope.options;
        if (scope.gateway != null && options != null) {
            if (options.logs(scope.gateway)) {
                head.add("cf-aig-log-id", scope.id);
            }
            int place = scope.place();
            Optional<Step> step = scope.step(place);
            if (scope.route != null && scope.served != null) {
                step.ifPresent(one -> {
                    head.add("cf-aig-provider", HeaderText.plain(one.provider()));
                    head.add("cf-aig-model", HeaderText.plain(one.model()));
                });
            }
            head.add("cf-aig-step", Integer.toString(step.map(Step::index).orElse(0)));
            Optional.ofNullable(scope.downgraded.get(place)).ifPresent(from -> head.add("cf-aig-downgraded", from));
        }
        Optional<String> event = options == null ? Optional.empty() : options.eventId();
        head.add("cf-aig-event-id", event.orElse(scope.id));
        head.add("cf-aig-request-id", scope.id);
        scope.resume.runId().ifPresent(run -> head.add("cf-aig-run-id", run));
        scope.cached.tell(head, scope.engine.clock().millis());
        return head.build();
    }
}
