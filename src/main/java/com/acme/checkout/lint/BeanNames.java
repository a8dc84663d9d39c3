package com.acme.checkout.lint;

import java.util.regex.Pattern;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.filter.RegexPatternTypeFilter;

/** Which beans the service would have by these settings, by their names and types; none of them is made. */
final class BeanNames {

    private static final String PACKAGE = "com.acme.checkout";

    /** The desk makes its own ones later, and they are not for routes; the application would bring in all of Spring's. */
    private static final Pattern OTHERS =
            Pattern.compile("com\\.acme\\.checkout\\.(desk\\.[a-z]+\\..*|cli\\..*|CheckoutApplication)");

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    BeanNames(Environment env) {
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(beans, true, env);
        scanner.addExcludeFilter(new RegexPatternTypeFilter(OTHERS));
        scanner.scan(PACKAGE);
        ConfigurationClassPostProcessor configurations = new ConfigurationClassPostProcessor();
        configurations.setEnvironment(env);
        configurations.postProcessBeanDefinitionRegistry(beans);
    }

    /** One that a file of routes lists. */
    void add(String name, Class<?> type) {
        beans.registerBeanDefinition(name, new RootBeanDefinition(type));
    }

    DefaultListableBeanFactory factory() {
        return beans;
    }
}
