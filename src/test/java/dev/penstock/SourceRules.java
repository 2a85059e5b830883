package dev.penstock;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.type.TypeKind;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Rules over source files: sizes, nullness marks, no fractions in money. Each rule gives what breaks it.
 *
 * @param sources a folder whose subfolders are packages
 */
record SourceRules(Path sources) {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 40;
    private static final Set<String> FRACTIONS = Set.of("Double", "Float", "DoubleStream", "DoubleAdder");

    List<String> longFiles() {
        return javaFiles().stream()
                .filter(file -> read(file).lines().count() > FILE_LINES)
                .map(this::relative)
                .toList();
    }

    /** path#method for every method beyond the wall, its signature counted, its comment not. */
    List<String> longMethods() {
        return scan(javaFiles(), new TreeScanner<@Nullable Void, Findings>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, Findings found) {
                if (found.lines(method) > METHOD_LINES) {
                    found.add("#" + method.getName());
                }
                return super.visitMethod(method, found);
            }
        });
    }

    List<String> packagesWithoutNullMarked() {
        return javaFiles().stream()
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct()
                .filter(info -> !Files.exists(info) || !isMarked(read(info)))
                .map(this::relative)
                .toList();
    }

    /** Fractions where money is counted: a type, its box, or a literal. */
    List<String> fractionsIn(String... rooms) {
        List<Path> money = javaFiles().stream()
                .filter(file -> Stream.of(rooms).anyMatch(room -> relative(file).contains("/" + room + "/")))
                .toList();
        return scan(money, new TreeScanner<@Nullable Void, Findings>() {
            @Override
            public @Nullable Void visitPrimitiveType(PrimitiveTypeTree type, Findings found) {
                if (type.getPrimitiveTypeKind() == TypeKind.DOUBLE || type.getPrimitiveTypeKind() == TypeKind.FLOAT) {
                    found.add(" line " + found.line(type));
                }
                return null;
            }

            @Override
            public @Nullable Void visitLiteral(LiteralTree literal, Findings found) {
                if (literal.getKind() == Tree.Kind.DOUBLE_LITERAL || literal.getKind() == Tree.Kind.FLOAT_LITERAL) {
                    found.add(" line " + found.line(literal));
                }
                return null;
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree name, Findings found) {
                if (FRACTIONS.contains(name.getName().toString())) {
                    found.add(" line " + found.line(name));
                }
                return null;
            }
        });
    }

    private static boolean isMarked(String packageInfo) {
        return packageInfo.contains("/**") && packageInfo.lines().anyMatch("@NullMarked"::equals);
    }

    private List<String> scan(List<Path> files, TreeScanner<@Nullable Void, Findings> scanner) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> all = new ArrayList<>();
        if (files.isEmpty()) {
            return all;
        }
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String name = relative(Path.of(unit.getSourceFile().toUri()));
                unit.accept(scanner, new Findings(name, unit, positions, all));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private List<Path> javaFiles() {
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String relative(Path file) {
        return sources.toAbsolutePath()
                .relativize(file.toAbsolutePath())
                .toString()
                .replace('\\', '/');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Collects what a scan finds in one file. */
    private record Findings(String file, CompilationUnitTree unit, SourcePositions positions, List<String> all) {
        void add(String what) {
            all.add(file + what);
        }

        long line(Tree tree) {
            return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
        }

        long lines(Tree tree) {
            long end = positions.getEndPosition(unit, tree);
            return end < 0 ? 0 : unit.getLineMap().getLineNumber(end) - line(tree) + 1;
        }
    }
}
