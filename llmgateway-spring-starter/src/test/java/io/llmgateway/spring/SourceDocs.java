package io.llmgateway.spring;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc of sources says of record components and enum constants. */
final class SourceDocs {
    private final Map<String, String> texts = new HashMap<>();

    static SourceDocs read(Path... directories) throws IOException {
        SourceDocs docs = new SourceDocs();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            for (Path directory : directories) {
                try (Stream<Path> sources = Files.list(directory)) {
                    List<Path> java = sources.filter(file -> file.toString().endsWith(".java"))
                            .toList();
                    JavacTask task = (JavacTask)
                            compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
                    DocTrees trees = DocTrees.instance(task);
                    for (CompilationUnitTree unit : task.parse()) {
                        docs.new Scanner(trees).scan(unit, unit.getPackageName().toString() + ".");
                    }
                }
            }
        }
        return docs;
    }

    /**
     * What is said of a member.
     *
     * @param type a record or an enum
     * @param member a component or a constant
     * @return a sentence
     */
    String of(Class<?> type, String member) {
        String text = texts.get(type.getName() + "#" + member);
        if (text == null) {
            throw new AssertionError("no Javadoc says what " + type.getName() + "." + member + " is");
        }
        return text;
    }

    private final class Scanner extends TreePathScanner<Void, String> {
        private final DocTrees trees;

        private Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, String prefix) {
            String name = prefix + type.getSimpleName();
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                comment.getBlockTags().stream()
                        .filter(tag -> tag.getKind() == DocTree.Kind.PARAM)
                        .map(ParamTree.class::cast)
                        .forEach(param -> texts.put(name + "#" + param.getName(), sentence(param.getDescription())));
            }
            return super.visitClass(type, name + "$");
        }

        @Override
        public Void visitVariable(VariableTree variable, String prefix) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                String owner = prefix.substring(0, prefix.length() - 1);
                texts.put(owner + "#" + variable.getName(), sentence(comment.getFullBody()));
            }
            return super.visitVariable(variable, prefix);
        }

        private String sentence(List<? extends DocTree> trees) {
            String text = trees.stream()
                    .map(this::text)
                    .collect(Collectors.joining())
                    .replaceAll("\\s+", " ")
                    .strip();
            String whole = text.endsWith(".") ? text : text + ".";
            return Character.toUpperCase(whole.charAt(0)) + whole.substring(1);
        }

        private String text(DocTree tree) {
            if (tree instanceof TextTree plain) {
                return plain.getBody();
            }
            if (tree instanceof LiteralTree literal) {
                return literal.getBody().getBody();
            }
            return tree instanceof LinkTree link ? link.getReference().getSignature() : tree.toString();
        }
    }
}
