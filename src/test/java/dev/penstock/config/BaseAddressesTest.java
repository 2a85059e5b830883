package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several addresses of one provider in the file. */
class BaseAddressesTest {
    @Test
    void are_urls_or_urls_with_a_weight() {
        assertThat(addresses("base_urls: [https://a.example/v1/, {url: http://b.example, weight: 3}]"))
                .containsExactly(new BaseAddress("https://a.example/v1", 1), new BaseAddress("http://b.example", 3));
        assertThat(addresses("base_url: https://a.example")).containsExactly(new BaseAddress("https://a.example", 1));
        assertThat(addresses("auth_url: https://a.example")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "base_url: https://a, base_urls: [https://b]|and 'base_url' are both given; give one of them",
                "base_urls: [https://a, https://a/]|names an address twice; give its weight instead",
                "base_urls: [ftp://a]|an http or https URL without user information, query or fragment",
                "base_urls: [https://user@a]|an http or https URL without user information, query or fragment",
                "base_urls: [{weight: 2}]|'providers.openai.base_urls[0].url' is missing",
                "base_urls: [{url: https://a, weight: 0}]|must be 1 to 1000",
                "base_urls: https://a|must be a list"
            })
    void that_cannot_be_are_refused_with_the_reason(String yaml, String problem) {
        assertThat(Reads.problems("providers: {openai: {" + yaml + "}}\n"))
                .singleElement()
                .asString()
                .contains(problem);
    }

    private static List<BaseAddress> addresses(String yaml) {
        ProviderSettings openai = Reads.settings("providers: {openai: {" + yaml + "}}\n")
                .providers()
                .get("openai");
        return openai == null ? List.of() : openai.baseUrls();
    }
}
