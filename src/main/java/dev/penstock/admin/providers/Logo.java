package dev.penstock.admin.providers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A mark for a provider that has none: the first letter of its name on a colour made from it. */
final class Logo {
    private Logo() {}

    /** An SVG picture, in Base64 as Cloudflare has it. */
    static String of(String name) {
        int first = name.codePointAt(0);
        String letter = Character.isLetterOrDigit(first) ? Character.toString(Character.toUpperCase(first)) : "#";
        int hue = Math.floorMod(name.hashCode(), 360);
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\""
                + " rx=\"12\" fill=\"hsl(" + hue + ",45%,40%)\"/><text x=\"32\" y=\"44\" font-family=\"sans-serif\""
                + " font-size=\"36\" text-anchor=\"middle\" fill=\"#fff\">" + letter + "</text></svg>";
        return Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }
}
