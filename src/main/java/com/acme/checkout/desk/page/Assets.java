package com.acme.checkout.desk.page;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.zip.CRC32;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What the pages load: in {@code ops/assets/} on the class path, htmx in its webjar. */
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
            registry.addResourceHandler(assets + "/**")
                    .addResourceLocations(OWN)
                    .addResourceLocations(htmx.createRelative("./"))
                    .setCacheControl(CacheControl.maxAge(Duration.ofDays(365))
                            .cachePrivate()
                            .immutable());
        } catch (IOException e) {
            throw new IllegalStateException("htmx is not on the class path", e);
        }
    }
}
