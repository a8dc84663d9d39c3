package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page that adds a broker, followed to the letter: each block that it shows goes into the file that the line above it names. */
final class WalkThrough {

    private static final Pattern BLOCK =
            Pattern.compile("\\*\\*`([^`]+)`\\*\\*[^\n]*\n\n```\\w+\n(.*?)```", Pattern.DOTALL);

    private WalkThrough() {}

    /** Does what {@code page} says, in a new copy of this project in {@code project}. */
    static Path follow(Path page, Path project) throws IOException {
        for (String each : List.of("pom.xml", "application.yaml", "routes")) {
            Project.copy(Path.of(each), project.resolve(each));
        }
        List<MatchResult> blocks =
                BLOCK.matcher(Files.readString(page)).results().toList();
        assertThat(blocks).as("the page's blocks").hasSizeGreaterThan(4);
        for (MatchResult block : blocks) {
            Path file = project.resolve(block.group(1));
            if (block.group(1).equals("pom.xml")) {
                String pom = Files.readString(file);
                int end = pom.indexOf("  </dependencies>\n\n  <build>");
                Files.writeString(file, pom.substring(0, end) + block.group(2) + pom.substring(end));
            } else if (Files.exists(file)) {
                Files.write(
                        file,
                        merged(Files.readAllLines(file), block.group(2).lines().toList()));
            } else {
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.group(2));
            }
        }
        return project;
    }

    /** Puts what is new in {@code block} below those of its first lines that are there already. */
    private static List<String> merged(List<String> file, List<String> block) {
        List<String> merged = new ArrayList<>(file);
        int at = 0;
        int known = 0;
        for (int found; (found = merged.subList(at, merged.size()).indexOf(block.get(known))) >= 0; known++) {
            at += found + 1;
        }
        assertThat(known).as("lines of a block that say where it goes").isPositive();
        merged.addAll(at, block.subList(known, block.size()));
        return merged;
    }

    /** This project's classes, with the libraries that a copy's {@code pom.xml} asks for. */
    static String classPath(Path project) throws Exception {
        return Path.of("target", "classes").toAbsolutePath() + File.pathSeparator + dependencies(project);
    }

    /** What Maven makes of the copy's {@code pom.xml}. */
    private static String dependencies(Path project) throws Exception {
        Path list = project.resolve("class-path");
        Path log = project.resolve("maven.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-q",
                "dependency:build-classpath",
                "-Dmdep.includeScope=runtime",
                "-Dmdep.outputFile=" + list));
        if (System.getProperty("maven.repo.local") != null) {
            command.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
        }
        Process maven = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = maven.waitFor(5, TimeUnit.MINUTES);
        maven.destroyForcibly();
        assertThat(ended && maven.exitValue() == 0)
                .as("Maven resolves the dependency: %s", Files.readString(log))
                .isTrue();
        return Files.readString(list);
    }
}
