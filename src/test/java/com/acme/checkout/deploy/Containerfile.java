package com.acme.checkout.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of the {@code Containerfile}. */
final class Containerfile {

    /** {@code text}: all after the keyword, on one line. */
    record Instruction(String keyword, String text) {}

    private final List<Instruction> instructions = new ArrayList<>();

    Containerfile() throws IOException {
        String text = Files.readString(Path.of("Containerfile"))
                .replaceAll("(?m)^\\s*#.*\\R?", "")
                .replaceAll("\\\\\\R\\s*", " ");
        text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split("\\s+", 2))
                .forEach(words -> instructions.add(new Instruction(words[0], words[1])));
    }

    List<Instruction> instructions() {
        return instructions;
    }

    List<String> all(String keyword) {
        return instructions.stream()
                .filter(each -> each.keyword().equals(keyword))
                .map(Instruction::text)
                .toList();
    }

    /** What the image has of an instruction of which the last counts. */
    String last(String keyword) {
        List<String> all = all(keyword);
        return all.get(all.size() - 1);
    }

    /** The version in {@code pom.xml}. */
    static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>checkout-api</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no version");
        }
        return version.group(1);
    }
}
