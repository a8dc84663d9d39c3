package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineEntryTest {

    @Test
    void everyCommandIsKnownWithoutPicocli() {
        Set<String> names = new HashSet<>(CommandLineEntry.NAMES);
        names.add(CommandLineEntry.RUN);
        assertThat(CheckoutCommand.commandLine(Terminal.ofProcess()).getSubcommands())
                .containsOnlyKeys(names);
    }

    @Test
    void whatIsNoCommandStartsTheService() {
        assertThat(CommandLineEntry.isFor()).isFalse();
        assertThat(CommandLineEntry.isFor("--server.port=9090")).isFalse();
        assertThat(CommandLineEntry.isFor("--help")).isFalse();
        assertThat(CommandLineEntry.isFor("run")).isFalse();
        assertThat(CommandLineEntry.isFor("run", "--server.port=9090")).isFalse();
        assertThat(CommandLineEntry.ofService("run", "--server.port=9090")).containsExactly("--server.port=9090");
        assertThat(CommandLineEntry.ofService("--server.port=9090", "run"))
                .containsExactly("--server.port=9090", "run");
        assertThat(CommandLineEntry.isFor("run", "--help")).isTrue();
        assertThat(CommandLineEntry.isFor("help")).isTrue();
        assertThat(CommandLineEntry.isFor("send", "-")).isTrue();
    }

    /** Here picocli is not even there. */
    @Test
    void aStartOfTheServiceLoadsNothingOfPicocli() throws Exception {
        URL classes = Path.of("target/classes/").toUri().toURL();
        try (URLClassLoader bare = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> entry = bare.loadClass(CommandLineEntry.class.getName());
            assertThat(entry.getClassLoader()).isSameAs(bare);
            String[] arguments = {"run", "--server.port=9090"};
            assertThat(entry.getMethod("isFor", String[].class).invoke(null, (Object) arguments))
                    .isEqualTo(false);
            assertThat((String[]) entry.getMethod("ofService", String[].class).invoke(null, (Object) arguments))
                    .hasSize(1);
        }
    }
}
