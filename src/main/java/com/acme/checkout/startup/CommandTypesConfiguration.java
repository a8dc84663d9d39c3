package com.acme.checkout.startup;

import com.acme.checkout.command.CommandBean;
import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.command.InvalidSchemaException;
import com.acme.checkout.settings.CheckoutProperties;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The commands that this service takes, by the files of its folder; one that can't be read stops the start. */
@Configuration(proxyBeanMethods = false)
class CommandTypesConfiguration {

    @Bean
    CommandTypes commandTypes(CheckoutProperties checkout, ObjectProvider<CommandBean> beans) {
        List<InvalidSchemaException> mistakes = new ArrayList<>();
        CommandTypes types = CommandTypes.of(checkout.commands(), beans.stream().toList(), mistakes::add);
        if (!mistakes.isEmpty()) {
            throw mistake(mistakes.get(0)).and(mistakes.size() - 1);
        }
        return types;
    }

    /** As one of the routes. */
    static InvalidRouteException mistake(InvalidSchemaException schema) {
        return new InvalidRouteException(
                new Place(schema.file().toString(), schema.line(), null),
                schema.word(),
                schema.getMessage(),
                schema.fix());
    }
}
