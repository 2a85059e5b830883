package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {
    private static final String NASTY =
            "first\nsecond\r\nthird\tfourth\u001b[31m\u0000\u0085\u2028\u2029end \"quoted\" \\n";

    @AfterEach
    void forget() {
        System.clearProperty(Logging.FORMAT);
        System.clearProperty(Logging.LEVEL);
    }

    @Test
    void one_record_is_one_line_of_text() throws Exception {
        String written = written("text", NASTY, null);

        assertThat(written).endsWith(System.lineSeparator());
        assertThat(written.strip()).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
        assertThat(written).contains("first\\nsecond\\r\\nthird\\tfourth?[31m????end \"quoted\" \\n");
        assertThat(written).matches("(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Some - first.*");
    }

    @Test
    void an_exception_stays_on_the_line_of_its_record() throws Exception {
        String written = written("text", "It broke", new IllegalStateException("one\ntwo"));

        assertThat(written.lines()).hasSize(1);
        assertThat(written).contains("It broke", "IllegalStateException: one\\ntwo", "LoggingTest.java");
    }

    @Test
    void one_record_is_one_json_object() throws Exception {
        String written = written("json", NASTY, new IllegalStateException("one\ntwo"));

        assertThat(written.lines()).hasSize(1);
        assertThat(written.strip()).doesNotContainPattern("[\\x00-\\x1f\\x7f]");
        JsonNode record = JsonMapper.shared().readTree(written);
        assertThat(record.path("formattedMessage").asString()).isEqualTo(NASTY);
        assertThat(record.path("level").asString()).isEqualTo("INFO");
        assertThat(record.path("throwable").path("message").asString()).isEqualTo("one\ntwo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netty.channel.Any", "io.vertx.core.Any", "dev.penstock.http.Any"})
    void says_nothing_at_debug_unless_asked(String logger) throws Exception {
        LoggerContext context = configured("text", "INFO");

        assertThat(context.getLogger(logger).isDebugEnabled()).isFalse();
    }

    @Test
    void the_level_is_the_one_of_the_settings() throws Exception {
        LoggerContext context = configured("text", "DEBUG");

        assertThat(context.getLogger("dev.penstock.http.Any").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("io.netty.Any").isInfoEnabled()).isFalse();
    }

    private static LoggerContext configured(String format, String level) throws Exception {
        System.setProperty(Logging.FORMAT, format);
        System.setProperty(Logging.LEVEL, level);
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
        return context;
    }

    /** What the appender that logback.xml chose would write. */
    private static String written(String format, String message, @Nullable Throwable thrown) throws Exception {
        LoggerContext context = configured(format, "INFO");
        var root = context.getLogger("ROOT");
        var appenders = List.copyOf(iterate(root.iteratorForAppenders()));
        assertThat(appenders).hasSize(1);
        var appender = (OutputStreamAppender<ILoggingEvent>) appenders.getFirst();
        Encoder<ILoggingEvent> encoder = appender.getEncoder();
        LoggingEvent event = new LoggingEvent(
                "fqcn", context.getLogger("dev.penstock.Some"), Level.INFO, message, thrown, new Object[0]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            out.write(encoder.encode(event));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static <T> List<T> iterate(Iterator<T> iterator) {
        List<T> items = new ArrayList<>();
        iterator.forEachRemaining(items::add);
        return items;
    }
}
