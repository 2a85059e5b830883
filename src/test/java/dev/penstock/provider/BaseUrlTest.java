package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.example, x, https://a.example/x",
        "HTTPS://A.Example/, x, https://a.example/x",
        "https://a.example:8443/b/, x, https://a.example:8443/b/x",
        "http://a.example, x, http://a.example/x",
        "http://127.0.0.1:80/v1, v1/x, http://127.0.0.1/v1/x",
        "http://[::1]:8080/v1, x, http://[::1]:8080/v1/x",
        "http://[::1], x, http://[::1]/x",
        "http://gpu_1.internal:65535, x, http://gpu_1.internal:65535/x",
        "https://a.example/v1, '', https://a.example/v1",
        "https://a.example, '', https://a.example/",
        "https://a.example/v1, v1, https://a.example/v1",
        "https://a.example/v1, v1/, https://a.example/v1/",
        "https://a.example/v1, v1x, https://a.example/v1/v1x",
        "https://a.example/v1, v1/v1/x, https://a.example/v1/v1/x",
        "https://a.example/v1, v2/x, https://a.example/v1/v2/x",
        "https://a.example/v1beta, v1beta/x, https://a.example/v1beta/x",
        "https://a.example/v1beta, v1/x, https://a.example/v1beta/v1/x",
        "https://a.example/api, api/x, https://a.example/api/api/x",
        "https://a.example/vx, vx/x, https://a.example/vx/vx/x",
        "https://a.example/v1, /x, https://a.example/v1//x",
        "https://a.example, //x, https://a.example///x"
    })
    void joins_a_path_and_keeps_one_version_segment(String base, String rest, String url) {
        BaseUrl parsed = BaseUrl.parse(base);
        assertThat(parsed.origin() + parsed.join(rest)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "//a.example",
                "ftp://a.example",
                "file:///etc/passwd",
                "https:/a.example",
                "https://",
                "https:///x",
                "https://user@a.example",
                "https://user:secret@a.example",
                "https://a.example:",
                "https://a.example:0",
                "https://a.example:65536",
                "https://a.example:123456",
                "https://a.example:8x",
                "https://a.example:8:9",
                "https://a example",
                "https://a.example?x=1",
                "https://a.example/v1?x=1",
                "https://a.example/v1#x",
                "https://a.example/../x",
                "https://a.example/%2e%2e/x",
                "https://a.example\\x",
                "https://a%2eexample",
                "https://[]",
                "https://ä.example",
                "xhttps://a.example"
            })
    void refuses_what_is_no_address(String url) {
        assertThatThrownBy(() -> BaseUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_no_password_in_its_refusal() {
        assertThatThrownBy(() -> BaseUrl.parse("https://user:secret@a.example"))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("no user or password");
    }
}
