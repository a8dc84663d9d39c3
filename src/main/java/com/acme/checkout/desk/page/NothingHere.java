package com.acme.checkout.desk.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** An address under {@code /ops} that is none of the desk's: a page to a browser, a problem (RFC 9457) to all others. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class NothingHere {

    private final PageModel pages;

    public NothingHere(PageModel pages) {
        this.pages = pages;
    }

    /** Whom it does not concern gets what they would get without it. */
    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    ModelAndView nothing(Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
        String accept = request.getHeader("Accept");
        if (!request.getRequestURI().startsWith("/ops/") || accept == null || !accept.contains("text/html")) {
            throw e;
        }
        return page(request, response);
    }

    private ModelAndView page(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return pages.said(
                404,
                "not-found",
                "Not found",
                "There is nothing under this address. Look whether it is right, or find an entry by its id above.",
                request,
                response);
    }
}
