"""The schedules in conformance/dynamics.json, the meaning of its fields, and the documented table."""

from mpmath import mpf

from .dynamics import row
from .write import head

# spec: (z at half-way, steps x window at the last step, steepness S, verdict), as documented; None: not given
TABLE = {
    "cosine": ("1.000", "0.0025", "1.57", "favorable"),
    "linear": ("1.000", "1.0000", "1.00", "favorable"),
    "poly(i=1.8)": ("0.968", "0.0032", "1.48", "favorable"),
    "poly(i=2)": ("0.778", "0.0040", "1.54", "favorable"),
    "sigmoid(i=4)": ("1.000", "0.3488", "1.57", "favorable"),
    "exp(beta=0.99)": ("1.00504", "0.9950", "1.00", "favorable"),
    "exp(beta=0.98)": ("1.0102", None, None, "marginal"),
    "exp(beta=0.05)": ("4.472", "0.158", "0.73", "violating"),
    "sigmoid(i=6, b=2.718281828459045)": ("1.000", "0.030", "3.01", "favorable"),
    "sigmoid(i=40)": ("1.000", None, "13.5", "violating"),
    "poly(i=4, n=6)": ("0.473", "0.000", "2.59", "favorable"),
    "poly(i=10)": ("0.002", "0.099", "5.36", "marginal"),
    "poly(i=12)": ("0.0005", "0.142", "6.34", "violating"),
    "poly(i=40)": ("0.000", "1.54", "19.3", "violating"),
    "poly(i=0.5)": ("10.66", "0.0003", None, "violating"),
    "cosine | floor(10%)": ("0.818", "100.0", "1.4", "violating"),
    "power(p=0.5)": ("0.414", "31.6", "7.07", "violating"),
    "power(p=0.5) | sampling(symmetric)": ("0.414", None, "7.07", "violating"),
    "power(p=0.5) | sampling(one_based)": ("0.414", "31.6", "7.07", "violating"),
    "poly(i=0.5, n=1)": ("2.414", "0.5001", None, "violating"),
}

MORE = [
    (s, 1000)
    for s in (
        "one_minus_sqrt",
        "rex",
        "uba(phi=0.5)",
        "power(p=2)",
        "cosine(n=1)",
        "cosine(n=3)",
        "chebyshev(condition=3)",
        "chebyshev(condition=100)",
        "sigmoid(i=40, b=2.718281828459045)",
        "power(p=0.1) | sampling(symmetric)",
        "cosine(n=1) | sampling(symmetric)",
        "rex | sampling(symmetric)",
        "rex | sampling(one_based)",
        "poly(i=5, n=0.3) | sampling(one_based)",
        "linear | cooldown(40)",
        "sigmoid(i=4, c=87.5%)",
        "poly(i=7.5)",
        "poly(i=1.75)",
        "poly(i=1.772)",
        "poly(i=5.8)",
        "poly(i=9.9)",
        "exp(beta=0.9)",
        "exp(beta=0.999999)",
        "table([[0,1],[0.5,0.7],[1,0]])",
        "linear | warmup(100) | cooldown(20%)",
        "cosine | warmup(10%)",
        "linear | hold(50%)",
        "cosine | full",
        "cosine | warmup(15%, mirror) | hold(30%)",
        "cosine | floor(0.05%)",
        "cosine | floor(1e-6) | peak(3e-4)",
        "linear | floor(0.01%)",
        "cosine | sampling(symmetric)",
        "cosine | sampling(one_based)",
        "linear | sampling(midpoint)",
        "linear | sampling(open)",
        "cosine | floor(1%) | sampling(symmetric)",
        "cosine | kronecker(sorted)",
    )
] + [
    (s, n) for n in (10, 400, 999, 10**6) for s in ("cosine", "linear", "exp(beta=0.05)", "sigmoid(i=4)", "poly(i=10)")
]

FIELDS = {
    "z_half": "odds of decay (1 - w)/w at x = 1/2, w the window with its floor",
    "early": "largest z over x <= 1/2, half-way itself included (z rises: z_half); early_step is the last step there",
    "gamma_bar": "z/s at a quarter, half and three quarters of the fall, s = x times the fall's real length T",
    "late": "least gamma_bar over the steps within one step of the fall's end and the run's last step; inf where the "
    "window is 0; late_step is where",
    "window_last_times_length": "T w at late_step",
    "kappa_half": "kappa = x(1-x)(-w')/(w(1-w)) at x = 1/2",
    "steepness": "S: largest drop of w over h = max(1, T/50) steps that ends at x >= 1/2, over h/T; steepness_x is where "
    "it ends (to six digits)",
    "gamma_bar_fall": "1 minus the product of gamma_bar's ratios from step to step where they are below 1, whole fall "
    "(a grid of some 4000 steps for longer runs)",
    "critical_delta": "ln(10)/z_half",
    "collapse": "at delta = 1: first step with acceptance exp(-z) at most 90 % (10 %), null if none; x_90 and "
    "x_10 solve for equality; width = (step_10 - step_90)/T, width_of_run the same over all steps, width_x = "
    "x_10 - x_90",
    "premature": "step_10 lies before x = 1/2",
    "abrupt": "width < 0.15",
    "budget": "sum of the rates over (peak steps); null where not computed",
    "stages": "early: z <= 1.01 favorable, <= 1.05 marginal; middle: worse of S (<= 3.02, <= 5.37) and gamma_bar_fall "
    "(<= 1e-12, <= 0.05); late: >= 1-1e-9, >= 0.95; verdict is the worst",
}


def check_table(rows):
    """The documented table is correct to its printed digits: within half a unit of the last one."""
    for r in rows:
        z, late, steepness, verdict = TABLE[r["spec"]]
        for got, want in ((r["z_half"], z), (r["window_last_times_length"], late), (r["steepness"], steepness)):
            if want is not None:
                unit = mpf(10) ** -len(want.partition(".")[2])
                assert abs(mpf(got) - mpf(want)) <= unit / 2 + mpf(10) ** -12, (r["spec"], got, want)
        assert r["verdict"] == verdict, (r["spec"], r["verdict"], verdict)


def document():
    what = (
        "dynamics on the fall's own clock, verdicts, collapse and budget of schedules; decimals are text, 40 digits, "
        '"inf" is infinite; steps are global'
    )
    table = [row(spec, 1000) for spec in TABLE]
    check_table(table)
    return {**head(what), "fields": FIELDS, "cases": table + [row(*case) for case in MORE]}
