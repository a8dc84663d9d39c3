package com.acme.checkout.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands that this service takes: CheckoutCart, and one for each JSON Schema in the folder of further commands. A file
 * {@code checkout-guest-cart.v1.schema.json} makes the command {@code checkout-guest-cart}, taken at {@code POST
 * /commands/checkout-guest-cart} and as a CloudEvent of type {@code acme.shopping.checkout-guest-cart.v1}. Immutable.
 */
public final class CommandTypes {

    /** How the path of each command's HTTP door begins. */
    public static final String PATHS = "/commands/";

    /** How a file's name ends that holds a JSON Schema. */
    public static final String SCHEMA = ".schema.json";

    private static final String CART_PATH = "/carts/{cartId}/checkout";
    private static final Pattern FILE =
            Pattern.compile("([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\\.v([1-9][0-9]{0,3})\\.schema\\.json");

    private final Map<String, CommandType> byName = new LinkedHashMap<>();

    private CommandTypes() {
        byName.put(CheckoutCart.TYPE.name(), CheckoutCart.TYPE);
    }

    /** CheckoutCart alone. */
    public static CommandTypes shipped() {
        return new CommandTypes();
    }

    /**
     * CheckoutCart, and those of {@code folder}, which may be absent.
     *
     * @param beans   those that some of them have
     * @param mistake is told of each file that can't be read; that command is left out
     */
    public static CommandTypes of(
            Path folder, Collection<? extends CommandBean> beans, Consumer<InvalidSchemaException> mistake) {
        CommandTypes types = new CommandTypes();
        for (Path file : files(folder)) {
            try {
                types.add(file, beans);
            } catch (InvalidSchemaException e) {
                mistake.accept(e);
            }
        }
        return types;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.toString().endsWith(SCHEMA)
                            && !each.getFileName().toString().startsWith(".")
                            && Files.isRegularFile(each))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void add(Path file, Collection<? extends CommandBean> beans) throws InvalidSchemaException {
        Matcher named = FILE.matcher(file.getFileName().toString());
        if (!named.matches()) {
            throw new InvalidSchemaException(
                    file,
                    0,
                    "",
                    "its name is no command and version",
                    "name it as in checkout-guest-cart.v1.schema.json: small letters, digits and hyphens, then the version");
        }
        String name = named.group(1);
        CommandType other = byName.get(name);
        if (other != null) {
            throw new InvalidSchemaException(
                    file,
                    0,
                    "",
                    "there is a command " + name + " already (" + other.eventType() + "), and its door takes one",
                    "take another name, or keep one version");
        }
        CommandSchema schema = CommandSchema.read(file);
        CommandBean bean = beans.stream()
                .filter(each -> each.command().equals(name))
                .findFirst()
                .orElse(null);
        CommandType[] type = {null};
        type[0] = new CommandType(
                name,
                Integer.parseInt(named.group(2)),
                schema,
                json -> bean == null ? new Command(type[0], json) : bean.of(type[0], json));
        byName.put(name, type[0]);
    }

    /** All of them, CheckoutCart first. */
    public List<CommandType> all() {
        return List.copyOf(byName.values());
    }

    /** Those beside CheckoutCart. */
    public List<CommandType> further() {
        return byName.values().stream().filter(each -> !each.isShipped()).toList();
    }

    /** Whether there is an HTTP door for a command at {@code path}. */
    public boolean isDoor(String path) {
        return path.startsWith(PATHS) && byName.containsKey(path.substring(PATHS.length()));
    }

    /**
     * What the door takes that a command came in at; null where any is taken.
     *
     * @param source a path of the HTTP door, or a queue
     * @throws UnknownCommandTypeException there is no such door any more
     */
    CommandType ofDoor(String source) throws UnknownCommandTypeException {
        if (CART_PATH.equals(source)) {
            return CheckoutCart.TYPE;
        }
        if (source == null || !source.startsWith(PATHS)) {
            return null;
        }
        CommandType type = byName.get(source.substring(PATHS.length()));
        if (type == null) {
            throw UnknownCommandTypeException.ofDoor(source);
        }
        return type;
    }

    /**
     * The command that an event of that type holds.
     *
     * @param door what its door takes; null for any
     * @throws UnknownCommandTypeException where that is none
     */
    CommandType ofEvent(String eventType, CommandType door) throws UnknownCommandTypeException {
        List<CommandType> taken = door == null ? all() : List.of(door);
        return taken.stream()
                .filter(each -> each.eventType().equals(eventType))
                .findFirst()
                .orElseThrow(() -> UnknownCommandTypeException.ofEvent(taken));
    }
}
