package com.acme.checkout.desk.page;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.http.Problem;
import com.acme.checkout.settings.RoutesNotice;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What every page knows, and how each says that something went wrong: as a page, or to htmx as a problem. */
@ControllerAdvice(annotations = DeskPage.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
public class PageModel {

    private static final Logger LOG = LoggerFactory.getLogger(PageModel.class);
    private static final Words WORDS = new Words();

    private final Assets templates;
    private final ObjectProvider<RoutesNotice> notice;
    private final EntryLinks links;

    public PageModel(Assets templates, ObjectProvider<RoutesNotice> notice, EntryLinks links) {
        this.templates = templates;
        this.notice = notice;
        this.links = links;
    }

    /** The operator: name, whether to act is allowed, whether to read payload is. */
    record Me(String name, boolean acts, boolean reads) {}

    @ModelAttribute
    void common(Model model, HttpServletRequest request) {
        Instant now = Instant.now();
        model.addAttribute("w", WORDS);
        model.addAttribute("links", links);
        model.addAttribute("me", new Me(Operator.name(), Operator.may(Role.REPLAY), Operator.may(Role.PAYLOAD)));
        model.addAttribute("now", now);
        model.addAttribute("asof", now.toEpochMilli());
        model.addAttribute("assets", templates.assets());
        notice.ifAvailable(each -> model.addAttribute("notice", each.lines()));
        model.addAttribute(
                "allStates", EntryState.ORDER.stream().map(Enum::name).toList());
        model.addAttribute(
                "allReasons",
                Stream.of(DeadLetterReason.values()).map(Enum::name).toList());
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            model.addAttribute("token", "{\"" + token.getHeaderName() + "\": \"" + token.getToken() + "\"}");
        }
    }

    /** Whether htmx asks for the part of a page that has this id. */
    public static boolean wants(HttpServletRequest request, String part) {
        return request.getHeader("HX-Request") != null && part.equals(request.getHeader("HX-Target"));
    }

    @ExceptionHandler
    ModelAndView missing(NotFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return said(404, "not-found", "Not found", e.getMessage(), request, response);
    }

    @ExceptionHandler
    ModelAndView wrong(IllegalArgumentException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return said(400, "bad-request", "This request is not valid", e.getMessage(), request, response);
    }

    @ExceptionHandler
    ModelAndView wrong(MethodArgumentTypeMismatchException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return said(404, "not-found", "Not found", "There is nothing under this address.", request, response);
    }

    /** What was asked does not fit the state that things are in now. */
    @ExceptionHandler
    ModelAndView late(ConflictException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return said(409, "conflict", "Not possible now", e.getMessage(), request, response);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ModelAndView away(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.warn("The desk's database fails: {}", e.toString());
        return said(
                503,
                "unavailable",
                "The desk's database does not answer",
                "Nothing is lost: dead letters wait on the broker until it does. Try again in a moment.",
                request,
                response);
    }

    /** A page that says what went wrong; to htmx a problem. */
    ModelAndView said(
            int status,
            String type,
            String heading,
            String detail,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (request.getHeader("HX-Request") != null) {
            new Problem(type, heading, status, detail, request.getRequestURI()).send(response, 0);
            return new ModelAndView();
        }
        response.setStatus(status);
        ModelAndView page = new ModelAndView("trouble");
        ExtendedModelMap model = new ExtendedModelMap();
        common(model, request);
        page.addAllObjects(model);
        page.addObject("status", status).addObject("heading", heading).addObject("detail", detail);
        return page;
    }
}
