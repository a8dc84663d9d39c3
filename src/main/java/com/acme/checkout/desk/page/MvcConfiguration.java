package com.acme.checkout.desk.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.AbstractJackson2HttpMessageConverter;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring MVC for the desk. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
class MvcConfiguration implements WebMvcConfigurer {

    private final ObjectMapper json = strict();

    /**
     * No value is taken for one of another kind: an empty text would be null, and a {@code dryRun} that is null is none at all. Nor
     * is a number a text or a flag, nor a part of it the whole.
     */
    private static ObjectMapper strict() {
        JsonMapper.Builder builder = JsonMapper.builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
                .addModule(new JavaTimeModule())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS).disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .serializationInclusion(JsonInclude.Include.NON_NULL);
        for (LogicalType type : List.of(LogicalType.Boolean, LogicalType.Integer, LogicalType.OtherScalar, LogicalType.Collection, LogicalType.POJO, LogicalType.DateTime)) {
            builder.withCoercionConfig(type, coercions -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail).setAcceptBlankAsEmpty(false));
        }
        // Scalars as such have no say in what becomes a text.
        return builder.withCoercionConfig(LogicalType.Textual, texts -> List.of(CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float)
                .forEach(shape -> texts.setCoercion(shape, CoercionAction.Fail))).build();
    }

    @Bean
    ObjectMapper json() {
        return json;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new NoBlankParameters()).addPathPatterns("/ops/dead-letters", "/ops/dead-letters/**");
    }

    @Override
    public void extendMessageConverters(List<HttpMessageConverter<?>> converters) {
        // Of YAML and the like too, which the class path would add: the API is of JSON, and that is read strictly.
        converters.removeIf(AbstractJackson2HttpMessageConverter.class::isInstance);
        converters.add(new MappingJackson2HttpMessageConverter(json));
    }
}
