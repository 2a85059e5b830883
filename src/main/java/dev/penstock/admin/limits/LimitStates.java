package dev.penstock.admin.limits;

import dev.penstock.call.Scope;
import dev.penstock.policy.limit.ListedRule;
import java.util.List;

/** The rules in force, and what their buckets hold now. */
public interface LimitStates {
    List<ListedRule> ofGateway(Scope scope);

    /** Those over all gateways of an account. */
    List<ListedRule> ofAccount(String account);

    /** The gateways of an account, by their ids. */
    List<Scope> gateways(String account);

    /** The buckets that hold something and whose keys begin as the rule's do, in the order of their keys. */
    List<BucketState> buckets(ListedRule rule);
}
