package com.acme.checkout.startup;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * Spares a start that Camel looks five times through the fields and methods of every bean, Spring's own among them, for
 * annotations such as {@code @Produce} and {@code @PropertyInject}: there are none here, Spring injects. A bean that is
 * {@code CamelContextAware} gets its context as before.
 */
@Component
class NoCamelAnnotations implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.getBeanDefinition("camelBeanPostProcessor").getPropertyValues().add("enabled", false);
    }
}
