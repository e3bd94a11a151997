// Entry of the widget page.
import "../shared/base.css";
