package io.llmgateway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said where libraries that read the configuration are missing, or are too old to have a class. */
class ClassPathTest {
    /** The class path of this test, without some classes. */
    private static final class Without extends URLClassLoader {
        private final String name;

        Without(String name) throws Exception {
            super(path(), ClassLoader.getPlatformClassLoader());
            this.name = name;
        }

        private static URL[] path() throws Exception {
            List<URL> path = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                path.add(Path.of(entry).toUri().toURL());
            }
            return path.toArray(new URL[0]);
        }

        @Override
        protected Class<?> findClass(String wanted) throws ClassNotFoundException {
            if (wanted.startsWith(name)) {
                throw new ClassNotFoundException(wanted);
            }
            return super.findClass(wanted);
        }

        @Override
        public URL findResource(String wanted) {
            return wanted.replace('/', '.').startsWith(name) ? null : super.findResource(wanted);
        }
    }

    private static Throwable refused(String without) throws Exception {
        try (Without classes = new Without(without)) {
            Class<?> type = classes.loadClass(ConfigLoader.class.getName());
            Object loader = type.getConstructor(Map.class).newInstance(Map.of());
            Method text = type.getMethod("text", String.class, String.class);
            return catchThrowableOfType(
                            InvocationTargetException.class, () -> text.invoke(loader, "c.yaml", "llmgateway: {}"))
                    .getCause();
        }
    }

    @Test
    void yamlWithoutTheLibraryThatReadsIt() throws Exception {
        assertThat(refused("tools.jackson.dataformat."))
                .hasMessageContaining("c.yaml")
                .hasMessageContaining("jackson-dataformat-yaml, which is not on the class path: add it");
    }

    @Test
    void yamlWithALibraryThatIsTooOld() throws Exception {
        assertThat(refused("com.fasterxml.jackson.annotation.JsonSerializeAs"))
                .hasMessageContaining("c.yaml")
                .hasMessageContaining("missing or too old")
                .hasMessageContaining("com/fasterxml/jackson/annotation/JsonSerializeAs")
                .hasMessageNotContaining("not on the class path")
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
}
