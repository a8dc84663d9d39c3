package com.acme.checkout.dev;

import com.acme.checkout.CheckoutApplication;
import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.settings.RoutesNotice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * The service in this process, with the routes of the current folder. New steps of routes that others call are given to those
 * that run ({@link RouteSwap}). For the rest Camel could read routes again where it runs, but not these: those that templates and
 * Kamelets made would be made a second time beside themselves. A start anew makes all of them as any start does, and much sooner
 * in a JVM that has done it before.
 */
public final class DevService implements AutoCloseable {

    /** What runs now. */
    public enum State {
        /** The files as they are. */
        NEW,
        /** Those of the last start that went well. */
        LAST_GOOD,
        /** Nothing. */
        NONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(DevService.class);

    private static final String APPLICATION = "application.yaml";
    private static final String ROUTES = "routes";

    private final RoutesNotice notice = new RoutesNotice();
    private final String[] settings;
    private final Path copies;
    private ConfigurableApplicationContext context;
    private Path good;
    /** The copy whose files run; null for the current folder's own. */
    private Path running;

    private int starts;

    /**
     * Starts nothing yet.
     *
     * @param settings of the service, as its command line takes them
     * @throws IOException there is no folder for copies of the files
     */
    public DevService(String... settings) throws IOException {
        this.settings = settings.clone();
        copies = Files.createTempDirectory("checkout-dev");
    }

    /** Says {@code lines} on its pages from now on, a paragraph each, in place of what was said before. */
    public void say(List<String> lines) {
        notice.say(lines);
    }

    /** Whether it runs. */
    public boolean runs() {
        return context != null;
    }

    /**
     * Runs the files as they are: by new steps for the routes that run, where that is enough, else by a start anew. Where
     * that fails, it goes on with those of the last start that went well. Why it fails has been logged then.
     *
     * @throws IOException the files can't be copied
     */
    public State change() throws IOException {
        Path copy = copy();
        if (context != null && good != null && swap(copy)) {
            FileSystemUtils.deleteRecursively(good);
            good = copy;
            return State.NEW;
        }
        return restart(copy);
    }

    private boolean swap(Path copy) throws IOException {
        // While the copy of the last good ones runs, what is read anew would say another place.
        Optional<RouteSwap> swap = good.equals(running) ? Optional.empty() : RouteSwap.between(good, copy);
        if (swap.isEmpty()) {
            return false;
        }
        try {
            swap.get().make(context.getBean(CamelContext.class), Path.of(""));
            return true;
        } catch (Exception e) {
            LOG.warn("The routes that run can't be changed ({}); the service starts anew", e.getMessage());
            return false;
        }
    }

    /**
     * Stops what runs, and starts with the files as they are; where that fails, with those of the last start that went well.
     */
    private State restart(Path copy) throws IOException {
        stop();
        if (start(null)) {
            if (good != null) {
                FileSystemUtils.deleteRecursively(good);
            }
            good = copy;
            return State.NEW;
        }
        FileSystemUtils.deleteRecursively(copy);
        return good != null && start(good) ? State.LAST_GOOD : State.NONE;
    }

    private boolean start(Path folder) {
        SpringApplication application = new SpringApplication(CheckoutApplication.class);
        // With Camel's console.
        application.setAdditionalProfiles("dev");
        application.addInitializers(context -> {
            ConfigurableEnvironment environment = context.getEnvironment();
            ((GenericApplicationContext) context).registerBean(RoutesNotice.class, () -> notice);
            Map<String, Object> own = new HashMap<>();
            // Whoever saves a file waits for it; what is under way is taken up again.
            own.put("server.shutdown", "immediate");
            own.put("camel.main.shutdown-timeout", "1");
            // Or each that is closed would be held by it.
            own.put("management.metrics.use-global-registry", "false");
            environment.getPropertySources().addFirst(new MapPropertySource("checkout dev", own));
            if (folder != null) {
                in(folder, environment);
            }
        });
        String[] all = settings;
        if (folder != null) {
            all = Arrays.copyOf(settings, settings.length + 1);
            all[settings.length] = "--spring.config.location=file:" + folder + "/" + APPLICATION;
        }
        try {
            context = application.run(all);
            running = folder;
            return true;
        } catch (RuntimeException | LinkageError e) {
            // Reported by now.
            return false;
        }
    }

    /** What names files of this folder names those of {@code folder} from now on, and only what is there. */
    static void in(Path folder, ConfigurableEnvironment environment) {
        Path commands = folder.resolve(environment.getProperty("checkout.commands", ""));
        Map<String, Object> own = new HashMap<>();
        own.put("checkout.commands", commands.toString());
        // One of the two may have further commands and the other none.
        own.put("checkout.command-routes", Files.isDirectory(commands) ? ",file:" + commands + "/*.camel.yaml" : "");
        environment.getPropertySources().addFirst(new MapPropertySource("checkout dev, its folder", own));
        for (String name : new String[] {"camel.main.routes-include-pattern", "camel.component.kamelet.location"}) {
            own.put(name, environment.getProperty(name, "").replaceAll("file:(?!/)", "file:" + folder + "/"));
        }
    }

    private Path copy() throws IOException {
        Path copy = Files.createDirectory(copies.resolve(String.valueOf(++starts)));
        Files.copy(Path.of(APPLICATION), copy.resolve(APPLICATION));
        try (Stream<Path> files = Files.walk(Path.of(ROUTES), FileVisitOption.FOLLOW_LINKS)) {
            // An editor keeps others beside them, links to nothing among them.
            for (Path file : files.filter(each -> (each.toString().endsWith(".yaml")
                                    || each.toString().endsWith(CommandTypes.SCHEMA))
                            && Files.isRegularFile(each))
                    .toList()) {
                Files.createDirectories(copy.resolve(file).getParent());
                Files.copy(file, copy.resolve(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return copy;
    }

    private void stop() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    /** Stops what runs, and deletes the copies of the files. */
    @Override
    public void close() throws IOException {
        stop();
        FileSystemUtils.deleteRecursively(copies);
    }
}
