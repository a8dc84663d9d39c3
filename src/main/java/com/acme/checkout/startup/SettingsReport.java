package com.acme.checkout.startup;

import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.InvalidSettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/** All that is wrong with the settings, found without starting anything. */
public final class SettingsReport {

    private SettingsReport() {}

    /**
     * Names that nobody knows, and values that their settings can't have.
     *
     * @param env    {@code application.yaml} and the variables, with what {@link BrokerKind} makes of them
     * @param routes the folder whose files may name settings of their own
     */
    public static List<InvalidSettingException> mistakes(ConfigurableEnvironment env, Path routes) {
        Set<String> named = Settings.namedByRoutes(routes);
        List<InvalidSettingException> mistakes = new ArrayList<>(KnownSettings.all(env, named));
        SettingBinder binder = new SettingBinder(env);
        String broker = env.getProperty(BrokerKind.SETTING, "");
        boolean desk =
                !"false".equals(env.getProperty("checkout.desk.enabled", "").trim());
        for (Class<? extends Record> record : SettingRecords.ALL) {
            if (SettingRecords.used(record, broker, desk)) {
                run(mistakes, () -> binder.bind(record));
            }
        }
        run(mistakes, () -> ServerSettings.check(env, binder.bind(HttpProperties.class)));
        if (desk) {
            run(mistakes, () -> DeskSettings.check(env));
        }
        return mistakes;
    }

    private static void run(List<InvalidSettingException> mistakes, Runnable check) {
        try {
            check.run();
        } catch (InvalidSettingException e) {
            // One that is missing, because its name is written wrongly, is said already.
            if (mistakes.stream()
                    .noneMatch(
                            each -> each.name().equals(e.name()) || each.cure().contains(" " + e.name() + "?"))) {
                mistakes.add(e);
            }
        }
    }
}
