package dev.penstock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.TopLevelScan.Member;
import dev.penstock.json.TopLevelScan.Members;
import dev.penstock.json.TopLevelScan.Want;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TopLevelScanTest {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void reports_members_with_their_places_kinds_and_texts() {
        String json = "{ \"a\" : \"x\\u0079\\n\" , \"o\":{\"b\": -1.5e+3,\"p\":{\"c\":1}}, \"e\":[ ] ,\"t\":true}";
        Map<String, Member> members = new LinkedHashMap<>();
        byte[] bytes = ("##" + json + "##").getBytes(UTF_8);
        assertThat(TopLevelScan.of(bytes, 2, bytes.length - 2, collecting(members)))
                .isEmpty();

        assertThat(members.keySet()).containsExactly(".a", "o.b", "o.p", ".o", ".e", ".t");
        assertThat(at(members, ".a").text()).contains("xy\n");
        assertThat(at(members, "o.b").text()).contains("-1.5e+3");
        assertThat(at(members, ".e").empty()).isTrue();
        assertThat(at(members, ".o").empty()).isFalse();
        assertThat(slice(bytes, at(members, ".o"))).isEqualTo("{\"b\": -1.5e+3,\"p\":{\"c\":1}}");
        assertThat(bytes[at(members, ".e").nameFrom()]).isEqualTo((byte) '"');
    }

    /** Whatever is done to a text, it is taken exactly if the library takes it and its bytes are UTF-8. */
    @Test
    void takes_and_refuses_exactly_what_the_library_does() {
        String[] seeds = {
            "{\"a\":[1,-0.5e+7,true,false,null,\"x\\n\\u00e9\\\\\\\"/\"],\"o\":{\"k\":{}},\"é🦀\":\"0123456789abcdef\\t€\"}",
            "[[],{},\"\",0,{\"a\":{\"b\":[1, 2 ,3]}}]",
            "-12.25E-3",
            " {\"model\" : \"m\" , \"stream\":true , \"x\":\"long enough for words of eight bytes\"}\r\n\t"
        };
        byte[] noise = "{}[]\",:\\/0123456789+-.eEtrufalsn \n\u0000\u001f\u007f\u0080\u00c3\u00ff"
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Random random = new Random(9);
        int taken = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = seeds[random.nextInt(seeds.length)].getBytes(UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes = mutated(bytes, noise, random);
            }
            boolean expected = isUtf8(bytes) && isJson(bytes);
            taken += expected ? 1 : 0;
            assertThat(TopLevelScan.of(bytes, 0, bytes.length, collecting(new LinkedHashMap<>()))
                            .isEmpty())
                    .as(new String(bytes, UTF_8))
                    .isEqualTo(expected);
        }
        assertThat(taken).isBetween(2_000, 58_000);
    }

    @Test
    void texts_are_what_the_library_reads() {
        Random random = new Random(10);
        String[] parts = {
            "a", "\\n", "\\t", "\\b", "\\f", "\\r", "\\\"", "\\\\", "\\/", "\\u0041", "\\uD83E\\uDD80", "é", "🦀", "€"
        };
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder("{\"");
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String json = text + "\":\"" + text.substring(2) + "\"}";
            Map<String, Member> members = new LinkedHashMap<>();
            byte[] bytes = json.getBytes(UTF_8);
            assertThat(TopLevelScan.of(bytes, 0, bytes.length, collecting(members)))
                    .isEmpty();
            JsonNode tree = STRICT.readTree(json);
            String name = tree.propertyNames().iterator().next();
            assertThat(at(members, "." + name).text()).contains(tree.path(name).stringValue());
        }
    }

    private static byte[] mutated(byte[] bytes, byte[] noise, Random random) {
        int at = random.nextInt(bytes.length);
        byte[] out;
        switch (random.nextInt(3)) {
            case 0 -> {
                out = bytes.clone();
                out[at] = noise[random.nextInt(noise.length)];
            }
            case 1 -> {
                out = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, out, 0, at);
                out[at] = noise[random.nextInt(noise.length)];
                System.arraycopy(bytes, at, out, at + 1, bytes.length - at);
            }
            default -> {
                out = new byte[Math.max(1, bytes.length - 1)];
                System.arraycopy(bytes, 0, out, 0, Math.min(at, out.length));
                System.arraycopy(bytes, Math.min(at + 1, bytes.length), out, at, Math.max(0, out.length - at));
            }
        }
        return out;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isJson(byte[] bytes) {
        try {
            return !STRICT.readTree(new String(bytes, UTF_8)).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Members collecting(Map<String, Member> members) {
        return new Members() {
            @Override
            public Want want(String parent, String name) {
                return Want.MEMBERS;
            }

            @Override
            public void member(String parent, Member member) {
                members.put(parent + "." + member.name(), member);
            }
        };
    }

    private static Member at(Map<String, Member> members, String path) {
        return Objects.requireNonNull(members.get(path), path);
    }

    private static String slice(byte[] bytes, Member member) {
        return new String(bytes, member.valueFrom(), member.valueTo() - member.valueFrom(), UTF_8);
    }
}
