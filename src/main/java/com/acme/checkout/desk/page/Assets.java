package com.acme.checkout.desk.page;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.zip.CRC32;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.templateresolver.SpringResourceTemplateResolver;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templatemode.TemplateMode;

/** The pages' templates and what they load: in {@code ops/} on the class path, htmx in its webjar. */
@Configuration(proxyBeanMethods = false)
public class Assets implements WebMvcConfigurer {

    private static final String OWN = "classpath:/ops/assets/";

    private final Resource htmx;
    private final String assets;

    public Assets() throws IOException {
        PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
        htmx = resources.getResources("classpath*:/META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js")[0];
        CRC32 content = new CRC32();
        content.update(htmx.getURL().getPath().getBytes());
        for (Resource own : resources.getResources(OWN + "*")) {
            try (InputStream bytes = own.getInputStream()) {
                content.update(bytes.readAllBytes());
            }
        }
        assets = "/ops/assets/" + Long.toHexString(content.getValue());
    }

    /** The folder that pages load from: another one once anything in it changes, so that a browser may keep what it has. */
    String assets() {
        return assets;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        try {
            registry.addResourceHandler(assets + "/**").addResourceLocations(OWN).addResourceLocations(htmx.createRelative("./"))
                    .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable());
        } catch (IOException e) {
            throw new IllegalStateException("htmx is not on the class path", e);
        }
    }

    @Bean
    static ThymeleafViewResolver views(ApplicationContext context) {
        SpringResourceTemplateResolver templates = new SpringResourceTemplateResolver();
        templates.setApplicationContext(context);
        templates.setPrefix("classpath:/ops/pages/");
        templates.setSuffix(".html");
        templates.setTemplateMode(TemplateMode.HTML);
        templates.setCharacterEncoding("UTF-8");
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(templates);
        ThymeleafViewResolver views = new ThymeleafViewResolver();
        views.setTemplateEngine(engine);
        views.setCharacterEncoding("UTF-8");
        views.setProducePartialOutputWhileProcessing(false);
        return views;
    }
}
