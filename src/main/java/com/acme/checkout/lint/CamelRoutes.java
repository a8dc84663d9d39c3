package com.acme.checkout.lint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceSupport;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.springframework.core.env.Environment;

/** What Camel makes of the files, each read by itself: one that it can't read takes no other with it. */
final class CamelRoutes implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("\\bline[: ]+(\\d+)");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Path folder;
    private final BiConsumer<String, Class<?>> beans;

    /** {@code beans} is told of each that a file lists. */
    CamelRoutes(Path folder, Environment env, BiConsumer<String, Class<?>> beans) {
        this.folder = folder;
        this.beans = beans;
        camel.getPropertiesComponent().addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "settings";
            }

            @Override
            public String getProperty(String name) {
                return env.getProperty(name);
            }
        });
    }

    DefaultCamelContext context() {
        return camel;
    }

    /** Everything but the routes that are made of templates: those may stand in another file. */
    void load(YamlText yaml) {
        for (Node each : Nodes.items(yaml.root())) {
            if ("beans".equals(Nodes.name(each))) {
                Nodes.items(Nodes.at(each, "beans")).forEach(bean -> bean(yaml, bean));
                // To make them might reach for the network.
                yaml.remove(each);
            }
        }
        String text = yaml.corrected();
        boolean kamelet = yaml.file().toString().endsWith(".kamelet.yaml");
        load(yaml, kamelet ? text : only(yaml, text, false, null), 1);
    }

    /** The routes that are made of templates, once all files are loaded. */
    void loadTemplated(YamlText yaml) {
        for (Node each : Nodes.items(yaml.root())) {
            if ("templatedRoute".equals(Nodes.name(each))) {
                String text = only(yaml, yaml.corrected(), true, each);
                if (text.contains("templatedRoute")) {
                    load(yaml, text, each.getStartMark().orElseThrow().getLine() + 1);
                }
            }
        }
    }

    private static String only(YamlText yaml, String corrected, boolean templated, Node one) {
        String[] lines = corrected.split("\n", -1);
        boolean[] keep = new boolean[lines.length];
        for (Node each : Nodes.items(yaml.root())) {
            if ("templatedRoute".equals(Nodes.name(each)) == templated && (one == null || one == each)) {
                int last = each.getEndMark().orElseThrow().getLine();
                for (int i = each.getStartMark().orElseThrow().getLine(); i <= last && i < lines.length; i++) {
                    // An item in block style ends where the next begins.
                    keep[i] = i < last || each.getEndMark().orElseThrow().getColumn() > 0;
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            text.append(keep[i] ? lines[i] : "").append('\n');
        }
        return text.toString();
    }

    private void load(YamlText yaml, String text, int line) {
        if (text.isBlank()) {
            return;
        }
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(resource(yaml.file(), text));
        } catch (Exception | LinkageError e) {
            yaml.lose();
            // Or what is wrong with it is said already.
            if (yaml.findings().isEmpty() && !String.valueOf(e.getMessage()).startsWith("Cannot find RouteTemplate")) {
                failed(yaml, e, line);
            }
        }
    }

    private void failed(YamlText yaml, Throwable failure, int line) {
        int at = line;
        Throwable root = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            root = each;
            Matcher told = LINE.matcher(String.valueOf(each.getMessage()));
            if (each instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                at = marked.getProblemMark().get().getLine() + 1;
            } else if (told.find()) {
                at = Integer.parseInt(told.group(1));
            }
        }
        String said = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        yaml.add(at, "", "Camel can't read this (" + said + ")", "correct it");
    }

    private void bean(YamlText yaml, Node bean) {
        String name = Nodes.textAt(bean, "name");
        Node type = Nodes.at(bean, "type");
        if (name == null || Nodes.text(type) == null) {
            return;
        }
        Class<?> known = Object.class;
        String written = Nodes.text(type)
                .replaceFirst("^#class:", "")
                .replaceFirst("[#(].*", "")
                .trim();
        if (!Nodes.text(type).startsWith("#bean") && !written.contains("{{")) {
            known = camel.getClassResolver().resolveClass(written);
            if (known == null) {
                yaml.add(type, "there is no class " + written, "correct its name, package included");
                known = Object.class;
            }
        }
        beans.accept(name, known);
    }

    private ResourceSupport resource(Path file, String text) {
        return new ResourceSupport("file", "file:" + folder.resolve(file)) {
            @Override
            public boolean exists() {
                return true;
            }

            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    @Override
    public void close() throws IOException {
        camel.close();
    }
}
