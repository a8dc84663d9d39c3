package com.acme.checkout.desk.page;

import com.acme.checkout.desk.Desk;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Type;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What the desk adds to Spring MVC: how strictly its API reads JSON, and its pages' assets. */
@Configuration(proxyBeanMethods = false)
public class MvcConfiguration implements WebMvcConfigurer {

    /** The name of the desk's {@link ObjectMapper}, which nobody gets who does not ask for it by this name. */
    public static final String JSON = "deskJson";

    private final ObjectMapper json;

    MvcConfiguration(@Qualifier(JSON) ObjectMapper json) {
        this.json = json;
    }

    /**
     * No value is taken for one of another kind: an empty text would be null, and a {@code dryRun} that is null is none at all. Nor
     * is a number a text or a flag, nor a part of it the whole.
     */
    @Bean(name = JSON, defaultCandidate = false)
    public static ObjectMapper strictJson() {
        JsonMapper.Builder builder = JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .addModule(new JavaTimeModule())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .serializationInclusion(JsonInclude.Include.NON_NULL);
        for (LogicalType type : List.of(
                LogicalType.Boolean,
                LogicalType.Integer,
                LogicalType.OtherScalar,
                LogicalType.Collection,
                LogicalType.POJO,
                LogicalType.DateTime)) {
            builder.withCoercionConfig(
                    type,
                    coercions -> coercions
                            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                            .setAcceptBlankAsEmpty(false));
        }
        // Scalars as such have no say in what becomes a text.
        return builder.withCoercionConfig(
                        LogicalType.Textual,
                        texts -> List.of(
                                        CoercionInputShape.Boolean,
                                        CoercionInputShape.Integer,
                                        CoercionInputShape.Float)
                                .forEach(shape -> texts.setCoercion(shape, CoercionAction.Fail)))
                .build();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new NoBlankParameters()).addPathPatterns("/ops/dead-letters", "/ops/dead-letters/**");
        registry.addInterceptor(new KnownParameters()).addPathPatterns("/ops", "/ops/**");
    }

    @Override
    public void extendMessageConverters(List<HttpMessageConverter<?>> converters) {
        converters.add(0, new DeskJson(json));
    }

    /** JSON of and for the desk's controllers; everybody else's is read and written as before. */
    private static final class DeskJson extends MappingJackson2HttpMessageConverter {

        private static final String DESK = Desk.class.getPackageName();

        DeskJson(ObjectMapper json) {
            super(json);
        }

        @Override
        public boolean canRead(Type type, Class<?> controller, MediaType mediaType) {
            return controller != null
                    && controller.getName().startsWith(DESK)
                    && super.canRead(type, controller, mediaType);
        }

        @Override
        public boolean canWrite(Class<?> type, MediaType mediaType) {
            return (type.getName().startsWith(DESK) || JsonNode.class.isAssignableFrom(type))
                    && super.canWrite(type, mediaType);
        }
    }
}
