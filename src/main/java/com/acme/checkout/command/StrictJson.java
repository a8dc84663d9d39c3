package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads JSON as the contract says: UTF-8, no duplicate names, nothing after the object, at most 32 levels deep, and
 * numbers kept digit by digit, because unknown fields travel on unchanged.
 */
@Configuration(value = "strictJsonConfiguration", proxyBeanMethods = false)
public class StrictJson {

    static final int MAX_DEPTH = 32;

    /** Not the application's default mapper: Spring's own parts keep theirs. */
    @Bean(defaultCandidate = false)
    ObjectMapper strictJson() {
        return mapper();
    }

    static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                // Field names come from outside: interning them would let a caller fill the JVM's table.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // Jackson's own buffers belong to a thread; a virtual one lives for one command and would throw them away.
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
    }
}
