package dev.penstock.policy.rules.cel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** From one sort of value to another. */
final class Conversion {
    private Conversion() {}

    static CelValue text(CelValue of) {
        return new CelValue.Text(
                switch (of) {
                    case CelValue.Text text -> text.text();
                    case CelValue.Int whole -> Long.toString(whole.number());
                    case CelValue.Uint unsigned -> Long.toUnsignedString(unsigned.bits());
                    case CelValue.Real real -> written(real.number());
                    case CelValue.Truth truth -> Boolean.toString(truth.flag());
                    case CelValue.Octets octets -> decoded(octets.bytes());
                    case CelValue.Nothing ignored -> throw none(of, "string");
                    case CelValue.Many ignored -> throw none(of, "string");
                    case CelValue.Table ignored -> throw none(of, "string");
                });
    }

    static CelValue whole(CelValue of) {
        return switch (of) {
            case CelValue.Int ignored -> of;
            case CelValue.Uint unsigned -> new CelValue.Int(inRange(unsigned.bits(), unsigned.bits() >= 0, "int"));
            case CelValue.Real real -> new CelValue.Int(truncated(real.number()));
            case CelValue.Text text -> {
                try {
                    yield new CelValue.Int(Long.parseLong(text.text()));
                } catch (NumberFormatException noNumber) {
                    throw noValue(of, "int");
                }
            }
            case CelValue.Truth ignored -> throw none(of, "int");
            case CelValue.Octets ignored -> throw none(of, "int");
            case CelValue.Nothing ignored -> throw none(of, "int");
            case CelValue.Many ignored -> throw none(of, "int");
            case CelValue.Table ignored -> throw none(of, "int");
        };
    }

    static CelValue unsigned(CelValue of) {
        return switch (of) {
            case CelValue.Uint ignored -> of;
            case CelValue.Int whole -> new CelValue.Uint(inRange(whole.number(), whole.number() >= 0, "uint"));
            case CelValue.Real real -> new CelValue.Uint(unsigned(real.number()));
            case CelValue.Text text -> {
                try {
                    yield new CelValue.Uint(Long.parseUnsignedLong(text.text()));
                } catch (NumberFormatException noNumber) {
                    throw noValue(of, "uint");
                }
            }
            case CelValue.Truth ignored -> throw none(of, "uint");
            case CelValue.Octets ignored -> throw none(of, "uint");
            case CelValue.Nothing ignored -> throw none(of, "uint");
            case CelValue.Many ignored -> throw none(of, "uint");
            case CelValue.Table ignored -> throw none(of, "uint");
        };
    }

    static CelValue real(CelValue of) {
        return new CelValue.Real(
                switch (of) {
                    case CelValue.Real real -> real.number();
                    case CelValue.Int whole -> whole.number();
                    case CelValue.Uint unsigned -> Double.parseDouble(Long.toUnsignedString(unsigned.bits()));
                    case CelValue.Text text -> parsed(text.text());
                    case CelValue.Truth ignored -> throw none(of, "double");
                    case CelValue.Octets ignored -> throw none(of, "double");
                    case CelValue.Nothing ignored -> throw none(of, "double");
                    case CelValue.Many ignored -> throw none(of, "double");
                    case CelValue.Table ignored -> throw none(of, "double");
                });
    }

    static CelValue truth(CelValue of) {
        if (of instanceof CelValue.Truth) {
            return of;
        }
        return switch (Evaluation.text(of)) {
            case "1", "t", "T", "true", "TRUE", "True" -> new CelValue.Truth(true);
            case "0", "f", "F", "false", "FALSE", "False" -> new CelValue.Truth(false);
            default -> throw noValue(of, "bool");
        };
    }

    static CelValue octets(CelValue of) {
        return of instanceof CelValue.Octets
                ? of
                : new CelValue.Octets(Evaluation.text(of).getBytes(StandardCharsets.UTF_8));
    }

    private static String written(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        boolean isShort = Math.rint(number) == number && Math.abs(number) < 1e15;
        return isShort ? Long.toString((long) number) : Double.toString(number).toLowerCase(Locale.ROOT);
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw CelFailure.wrong("bytes that are no UTF-8 have no string");
        }
    }

    private static long truncated(double number) {
        // The border itself is no double that a long could hold on both sides.
        if (Double.isNaN(number) || number <= -0x1p63 || number >= 0x1p63) {
            throw CelFailure.wrong("a number left its 64 bits");
        }
        return (long) number;
    }

    private static long unsigned(double number) {
        if (Double.isNaN(number) || number < 0 || number >= 0x1p64) {
            throw CelFailure.wrong("a number left its 64 bits");
        }
        return number < 0x1p63 ? (long) number : (long) (number - 0x1p63) | Long.MIN_VALUE;
    }

    private static double parsed(String text) {
        // Java takes more than CEL: hexadecimal fractions, type letters, spaces round it.
        boolean isPlain = !text.isEmpty() && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        try {
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity", "+Infinity", "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Infinity", "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(isPlain ? text : "none");
            };
        } catch (NumberFormatException noNumber) {
            throw CelFailure.wrong("this string has no double");
        }
    }

    private static long inRange(long number, boolean isInRange, String type) {
        if (!isInRange) {
            throw CelFailure.wrong("out of the range of " + type);
        }
        return number;
    }

    private static CelFailure none(CelValue of, String type) {
        return CelFailure.wrong("a " + of.type() + " has no " + type);
    }

    private static CelFailure noValue(CelValue of, String type) {
        return CelFailure.wrong("this " + of.type() + " is no " + type);
    }
}
