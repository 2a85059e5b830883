package dev.penstock.wrong.policy;

import com.knuddels.jtokkit.api.EncodingType;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import java.sql.Connection;
import picocli.CommandLine;
import tools.jackson.core.JsonParser;

/** Breaks: five libraries outside their house, a sixth in two. */
record Libraries(
        JsonParser parser,
        HttpServer server,
        HttpClient client,
        Connection connection,
        CommandLine line,
        EncodingType type) {}
