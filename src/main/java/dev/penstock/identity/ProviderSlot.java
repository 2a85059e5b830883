package dev.penstock.identity;

/**
 * A place of the provider's where this request carries a credential.
 *
 * @param name the header, or the query parameter
 * @param value as it came, with or without a scheme such as Bearer
 * @param inQuery whether it is a query parameter
 */
public record ProviderSlot(String name, String value, boolean inQuery) {
    @Override
    public String toString() {
        return "ProviderSlot[" + name + "]";
    }
}
